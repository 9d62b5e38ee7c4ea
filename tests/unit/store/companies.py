"""Companies for the tests: a lively one, and generated ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from appliance.company.machines import MachineCaller
from appliance.company.model import (
    Agent,
    Audience,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    NumberRule,
    OpenMenu,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
    Team,
)
from appliance.company.numbers import AllowedNumber, NamedCaller
from appliance.planning.hours import DatedDays, ForcedPeriod, Period, WeeklyWindow, YearlyDays
from appliance.planning.team_plan import Absence, Departure, Override, Rotation, Shift, Swap, TeamPlan
from appliance.store.codes import hashed

WEEKEND = WeeklyWindow(frozenset({5, 6}), time(0), time(0))
NIGHTS = WeeklyWindow(frozenset(range(5)), time(18), time(9))
AFTER_HOURS = Behaviour("Bonjour, vous êtes en relation avec l'astreinte.", OpenMenu("urgence"))

LOCKSMITH = Company(
    name="Serrurerie Martin",
    timezone="Europe/Paris",
    country="FR",
    holidays="FR",
    closures=(DatedDays(date(2026, 12, 26), date(2027, 1, 2), "Fermeture de fin d'année"),),
    agents={
        "durand": Agent(
            "durand", "Claire Durand", ("+33612345601", "+33172000001"), "claire@example.fr", hashed("0421")
        ),
        "petit": Agent("petit", "Hugo Petit", ("+33612345602",)),
        "martin": Agent("martin", "Julie Martin", ("+33612345603",), None, hashed("1956")),
    },
    teams={
        "depannage": Team(
            "depannage",
            "Dépannage",
            TeamPlan(
                levels=(("durand", "petit"), ("martin",)),
                timezone="Europe/Paris",
                shifts=(Shift("durand", NIGHTS, 1), Shift("martin", WEEKEND)),
                rotations=(
                    Rotation(("durand", "petit"), 7, 4, time(18), date(2026, 11, 27), WEEKEND, 1),
                    Rotation(("petit", "durand", "martin"), 1, None, time(8, 30), date(2026, 12, 1), NIGHTS),
                ),
                overrides=(
                    Override(
                        datetime(2026, 12, 24, 17, tzinfo=UTC), datetime(2026, 12, 26, 8, tzinfo=UTC), "durand", "petit"
                    ),
                ),
                absences=(Absence("petit", date(2027, 2, 8), date(2027, 2, 21), "congés"),),
            ),
            Ring(RingStrategy.ROTATING, 25, 3),
        ),
        "siege": Team("siege", "Siège", TeamPlan((("martin",), ()), "Europe/Paris")),
    },
    lines={
        "urgence": Line(
            id="urgence",
            name="Urgence serrurerie",
            numbers=("+33972000001", "+33972000002"),
            timezone="Europe/Paris",
            behaviours={
                Period.OPEN: Behaviour("Bonjour.", Forward(("+33172000000",))),
                Period.AFTER_HOURS: AFTER_HOURS,
                Period.HOLIDAY: AFTER_HOURS,
                Period.CLOSURE: Behaviour(None, TakeMessage()),
            },
            opening_hours=(
                WeeklyWindow(frozenset(range(5)), time(9), time(12, 30)),
                WeeklyWindow(frozenset({5}), time(9), time(12)),
            ),
            audience=Audience.STAFF,
            default=True,
            order_rule=NumberRule(True, r"\d{5}", 2),
            max_wait=90,
            last_resort="+33172000009",
        ),
    },
    menus={
        "urgence": Menu(
            "urgence",
            "Pour une urgence, tapez 1.",
            {
                "1": CallTeam("depannage", False),
                "2": CallTeam("siege"),
                "3": TakeMessage(),
                "4": Say("Nos bureaux ouvrent à neuf heures."),
                "5": OpenMenu("urgence"),
            },
            "1",
        ),
    },
)

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
windows = st.builds(WeeklyWindow, st.frozensets(st.integers(0, 6), min_size=1), times, times)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
days = st.dates()
levels = st.none() | st.integers(1, 3)
numbers = st.from_regex(r"\+33[1-9]\d{8}", fullmatch=True)
rules = st.builds(NumberRule, st.booleans(), st.sampled_from([r"\d{5}", r"\d{1,12}"]), st.integers(1, 5))
days_of_year = days.map(lambda day: (day.month, day.day))
named_days = st.builds(DatedDays, days, days, words) | st.builds(YearlyDays, days_of_year, days_of_year, words)


@st.composite
def swaps(draw: st.DrawFn, agents: list[str]) -> Swap:
    """Any swap of two agents, answered in any way, even one that clashes with others."""
    giver, taker = draw(st.permutations(agents))[:2]
    back = draw(st.none() | st.tuples(instants, instants)) or (None, None)
    agreed = frozenset(draw(st.lists(st.sampled_from([giver, taker]), max_size=2)))
    return Swap(giver, taker, draw(instants), draw(instants), *back, agreed, draw(st.none() | st.just(taker)))


def plans(agents: list[str], departures: tuple[Departure, ...]) -> st.SearchStrategy[TeamPlan]:
    someone = st.sampled_from(agents)
    return st.builds(
        TeamPlan,
        levels=st.lists(st.lists(someone, max_size=3).map(tuple), max_size=3).map(tuple),
        timezone=st.sampled_from(["Europe/Paris", "Indian/Reunion"]),
        shifts=some(st.builds(Shift, someone, windows, levels)),
        rotations=some(
            st.builds(
                Rotation,
                some(someone),
                st.integers(1, 30),
                st.none() | st.integers(0, 6),
                times,
                days,
                windows,
                levels,
                st.none() | words,
            )
        ),
        overrides=some(st.builds(Override, instants, instants, st.none() | someone, st.none() | someone, levels)),
        absences=some(st.builds(Absence, someone, days, days, words)),
        swaps=some(swaps(agents)) if len(agents) > 1 else st.just(()),
        departures=st.just(departures),
    )


def some(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=3).map(tuple)


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """Any company whose references are whole."""
    agents = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    leaving = {key: draw(st.none() | days) for key in agents}
    departures = tuple(Departure(key, last) for key, last in leaving.items() if last)
    teams = draw(st.lists(words, min_size=1, max_size=3, unique=True))
    menus = draw(st.lists(words, min_size=1, max_size=2, unique=True))
    action = st.one_of(
        st.builds(CallTeam, st.sampled_from(teams), st.none() | st.booleans() | rules),
        st.builds(TakeMessage, st.booleans()),
        st.builds(Forward, st.lists(numbers, min_size=1, max_size=3).map(tuple)),
        st.builds(OpenMenu, st.sampled_from(menus)),
        st.builds(Say, words),
    )
    behaviour = st.builds(Behaviour, st.none() | words, action)
    line_numbers = draw(st.lists(numbers, max_size=3, unique=True))
    return Company(
        name=draw(words),
        timezone="Europe/Paris",
        country="FR",
        holidays=draw(st.none() | words),
        closures=draw(some(named_days)),
        days_off=draw(some(named_days)),
        allowed_numbers=draw(some(st.builds(AllowedNumber, numbers | st.just("3639"), words))),
        blocked_callers=draw(some(st.builds(NamedCaller, numbers, words))),
        vip_callers=draw(some(st.builds(NamedCaller, numbers, words))),
        machines=draw(some(st.builds(MachineCaller, numbers, words))),
        most_calls=draw(st.integers(0, 50)),
        agents={
            key: draw(
                st.builds(Agent, st.just(key), words, some(numbers), st.none() | words, until=st.just(leaving[key]))
            )
            for key in agents
        },
        teams={
            key: Team(
                key,
                draw(words),
                draw(plans(agents, departures)),
                draw(
                    st.builds(
                        Ring, st.sampled_from(RingStrategy), fairness_days=st.integers(1, 400), twice=st.booleans()
                    )
                ),
            )
            for key in teams
        },
        lines={
            number: Line(
                number,
                draw(words),
                (number,),
                "Europe/Paris",
                draw(st.fixed_dictionaries(dict.fromkeys(Period, behaviour))),
                draw(some(windows)),
                draw(st.sampled_from(Audience)),
                draw(st.booleans()),
                draw(rules),
                internal_code=draw(rules),
                holidays=draw(st.none() | words),
                closures=draw(some(named_days)),
                days_off=draw(some(named_days)),
                around_the_clock=draw(st.booleans()),
                forced=draw(some(st.builds(ForcedPeriod, st.sampled_from(Period), instants, instants))),
            )
            for number in line_numbers
        },
        menus={
            key: Menu(key, draw(words), draw(st.dictionaries(st.sampled_from("123456789*0#"), action)), "1")
            for key in menus
        },
    )
