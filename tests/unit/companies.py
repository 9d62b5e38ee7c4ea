"""Companies drawn at random, as the reader would give them: every reference holds, every period is filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from appliance.company.dialling import ringable
from appliance.company.machines import MachineCaller, Taken
from appliance.company.model import (
    Agent,
    Audience,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Incident,
    Line,
    Menu,
    NumberRule,
    OpenMenu,
    QuietHours,
    Repeat,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
    Team,
    TellOf,
    Translation,
    Way,
)
from appliance.company.numbers import AllowedNumber, NamedCaller
from appliance.planning.hours import DatedDays, ForcedPeriod, Period, WeeklyWindow, YearlyDays
from appliance.planning.swaps import clashes
from appliance.planning.team_plan import Absence, Departure, Override, Rotation, Shift, Swap, TeamPlan
from appliance.prompts.speech import SpeechError, readable

PHONES = [f"+3361234560{n}" for n in range(10)] + ["+596696123456", "+687256601", "+33172000001", "+33639981234"]
DEAR = ["+447911123456", "+33892123456", "3639", "118218"]  # to be allowed by name
PHONES += DEAR
FLOOD = "# Fuite\n\n1. Couper l'eau : vanne **A**\n2. Prévenir\n- le maire"
INSTRUCTIONS = ["Rappeler le gardien.", FLOOD, '- "#" {x}: y']
DIDS = [f"+3397200000{n}" for n in range(10)]
ZONES = ["Europe/Paris", "America/Martinique", "Indian/Reunion", "Europe/London"]


def can_be_spoken(text: str) -> bool:
    """Whether a company file may hold this announcement."""
    try:
        return bool(readable(text)) and not set("{}") & set(text)  # which are filled at the call
    except SpeechError:
        return False


letters = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
awkward = st.sampled_from(
    ["NO", "no", "null", "~", "0421", "1e3", "18:00", "- a", "# b", "a: b", "'", '"', "<<", "é\u00a0!"]
)
names = (st.text(letters, min_size=1, max_size=30) | awkward).map(str.strip).filter(bool)
latin = st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
words = (st.text(latin, min_size=1, max_size=30) | awkward).map(str.strip).filter(bool)
texts = (
    st.lists(words, min_size=1, max_size=12).map(" ".join) | st.lists(words, min_size=1, max_size=4).map("\n".join)
).filter(can_be_spoken)
quiet = st.none() | st.sampled_from([QuietHours(time(22), time(7)), QuietHours(time(12), time(14, 30))])
ids = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
levels = st.none() | st.integers(1, 9)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
windows = st.builds(WeeklyWindow, st.frozensets(st.integers(0, 6), min_size=1), clocks, clocks)
instants = st.integers(0, 60 * 24 * 900).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
repeated_hour = st.integers(0, 59).map(lambda minute: datetime(2027, 10, 31, 1, minute, tzinfo=UTC))
patterns = st.sampled_from([r"\d{5}", r"\d{4,6}", r"4\d{3}", r"(?:12|34)\d{2}", r"[1-4]\d?", r"\d{1,12}"])


rules = st.builds(NumberRule, st.booleans(), patterns, st.integers(1, 5))
days_of_year = days.map(lambda day: (day.month, day.day))


def some(items, low=1, high=3):
    return st.lists(st.sampled_from(items), min_size=low, max_size=high, unique=True).map(tuple)


def spans(points):
    return st.tuples(points, points).map(sorted).filter(lambda pair: pair[0] < pair[1])


dated_days = st.tuples(spans(days), names).map(lambda one: DatedDays(*one[0], one[1]))
named_days = st.lists(dated_days | st.builds(YearlyDays, days_of_year, days_of_year, names), max_size=2).map(tuple)
forced = st.tuples(st.sampled_from(Period), spans(instants | repeated_hour)).map(
    lambda one: ForcedPeriod(one[0], *one[1])
)


def own_days(draw):
    """What a line says of its own about its days."""
    calendars = st.sampled_from(["none", "FR", "FR-Alsace-Moselle-sans-vendredi-saint", "FR-Mayotte"])
    return {"holidays": draw(st.none() | calendars), "closures": draw(named_days), "days_off": draw(named_days)}


def needs_leave(number, country):
    """Whether this number is rung only if the company allows it by name."""
    try:
        return not ringable(number, country)
    except ValueError:
        return True


def dated_shift(agent, window, level, span, given):
    """A weekly shift that counts always, from a day, until a day, or both."""
    return Shift(agent, window, level, span[0] if given[0] else None, span[1] if given[1] else None)


some_told = st.frozensets(st.sampled_from(TellOf)).map(lambda found: tuple(one for one in TellOf if one in found))
some_ways = st.sampled_from([(Way.MAIL,), (Way.SMS,), (Way.MAIL, Way.SMS)])
some_days = st.tuples(st.booleans(), st.booleans())


@st.composite
def some_swaps(draw, everyone):
    """Swaps that do not clash: some agreed, some pending, some refused."""
    found = []
    moments = spans(instants | repeated_hour)
    for _ in range(draw(st.integers(0, 2)) if len(everyone) > 1 else 0):
        giver, taker = draw(st.permutations(everyone))[:2]
        back = draw(st.just((None, None)) | moments)
        agreed = frozenset(draw(st.lists(st.sampled_from([giver, taker]), max_size=2)))
        refused = draw(st.none() | st.sampled_from([giver, taker]))
        found.append(Swap(giver, taker, *draw(moments), *back, agreed, None if refused in agreed else refused))
    out = {place for place, _ in clashes(found)}
    return tuple(swap for place, swap in enumerate(found) if place not in out)


@st.composite
def plans(draw, members, everyone, zone, absences, departures=()):
    people = st.sampled_from(everyone)
    kinds = st.tuples(people, people).filter(lambda pair: pair[0] != pair[1])
    kinds |= st.tuples(people, st.none()) | st.tuples(st.none(), people)
    overrides = [
        Override(start, end, removes, adds, None if adds is None else level)
        for (start, end), (removes, adds), level in draw(
            st.lists(st.tuples(spans(instants | repeated_hour), kinds, levels), max_size=2)
        )
    ]
    turns = st.builds(
        Rotation,
        some(everyone),
        st.integers(1, 366),
        st.none() | st.integers(0, 6),
        clocks,
        days,
        windows,
        levels,
        st.none() | names,
    )
    cut = draw(st.integers(1, len(members)))
    return TeamPlan(
        levels=tuple(level for level in (members[:cut], members[cut:]) if level),
        timezone=zone,
        shifts=tuple(
            draw(st.lists(st.builds(dated_shift, people, windows, levels, spans(days), some_days), max_size=2))
        ),
        rotations=tuple(draw(st.lists(turns, max_size=2))),
        overrides=tuple(overrides),
        absences=absences,
        swaps=draw(some_swaps(everyone)),
        departures=departures,
    )


def actions(teams, menus):
    calls = st.builds(
        CallTeam, st.sampled_from(teams), st.none() | st.booleans() | rules, st.none(), st.none() | st.just(30)
    )
    somewhere = calls | st.builds(TakeMessage, st.booleans()) | st.builds(Forward, some(PHONES))
    return somewhere | st.builds(OpenMenu, st.sampled_from(menus)) if menus else somewhere


@st.composite
def some_menus(draw, teams):
    found = {}
    for name in draw(st.lists(ids, max_size=2, unique=True)):
        leading = actions(teams, list(found))
        keys = draw(some("0123456789*#", 1, 4))
        choices = {key: draw(leading | st.builds(Say, texts) | st.just(Repeat())) for key in keys} | {
            keys[0]: draw(leading.filter(lambda one: one != TakeMessage(can_wait=True)))
        }
        found[name] = Menu(name, draw(texts), choices, keys[0], draw(st.just("") | names))
    return found


@st.composite
def some_lines(draw, teams, menus, zone, people):
    behaviours = st.builds(Behaviour, st.none() | texts, actions(teams, list(menus)))
    dids, found = draw(st.permutations(DIDS)), {}
    for place, name in enumerate(draw(st.lists(ids, min_size=1, max_size=3, unique=True))):
        always, audience = draw(st.booleans()), draw(st.sampled_from(Audience))
        rule = draw(rules)
        hours = [] if always else draw(st.lists(windows, max_size=3, unique=True))
        usual = draw(behaviours)
        others = st.just(usual) if always else st.just(usual) | behaviours
        acts = {period: draw(others) for period in Period} | {Period.AFTER_HOURS: usual}
        found[name] = Line(
            id=name,
            name=draw(names),
            numbers=tuple(dids[place * 2 : place * 2 + draw(st.integers(1, 2))]),
            timezone=draw(st.just(zone) | st.sampled_from(ZONES)),
            behaviours=acts if hours else acts | {Period.OPEN: usual},
            opening_hours=tuple(sorted(hours, key=lambda window: (sorted(window.days), window.start, window.end))),
            audience=audience,
            default=place == 0 and draw(st.booleans()),
            order_rule=rule if audience is Audience.CUSTOMERS else NumberRule(),
            internal_code=rule if audience is Audience.STAFF else NumberRule(),
            around_the_clock=always,
            forced=tuple(draw(st.lists(forced, max_size=2))),
            incident=draw(
                st.none()
                | st.builds(Incident, st.sampled_from(["Une panne est connue.", "- a: b # c"]), st.none() | instants)
            ),
            **({} if always else own_days(draw)),
            max_wait=draw(st.integers(10, 1800)),
            target_wait=draw(st.integers(1, 600)),
            announcement_whole=draw(st.booleans()),
            tell_retention=draw(st.booleans()),
            agents_menu=draw(st.booleans()),
            callback_within=draw(st.integers(0, 1440)),
            callback_quiet=draw(quiet),
            callback_sms=draw(st.booleans()),
            check_orders=draw(st.booleans()),
            instructions=draw(st.none() | st.sampled_from(INSTRUCTIONS)),
            tell_wait=draw(st.booleans()),
            caller_words=draw(st.booleans()),
            tell_repaired=draw(st.booleans()),
            record_talks=draw(st.booleans()),
            offered_languages=draw(st.sampled_from([{}, {"9": "en"}])),
            last_resort=draw(st.none() | st.sampled_from(PHONES)),
            tell=draw(some([*people, "bureau@example.fr"], 0)),
            escalate_after=draw(st.integers(0, 1440)),
            escalate_times=draw(st.integers(0, 20)),
            quiet=draw(quiet),
            tell_refused=draw(st.booleans()),
        )
    return found


@st.composite
def companies(draw):
    zone = draw(st.sampled_from(ZONES))
    people = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    mails, pins = st.just("a.b@example.fr") | st.none(), st.from_regex(r"[0-9]{4,8}", fullmatch=True) | st.none()
    away = draw(st.lists(st.tuples(st.sampled_from(people), days, days, names | st.just("")), max_size=2, unique=True))
    absences = tuple(Absence(agent, min(a, b), max(a, b), reason) for agent, a, b, reason in away)
    leaving = {name: draw(st.none() | days) for name in people}
    departures = tuple(Departure(name, last) for name, last in leaving.items() if last)
    country = draw(st.sampled_from(["FR", "MQ", "CH"]))
    rings = st.builds(
        Ring, st.sampled_from(RingStrategy), st.integers(5, 120), st.integers(1, 10), st.integers(1, 400), st.booleans()
    )
    teams = {
        name: Team(
            name,
            draw(names),
            draw(plans(draw(some(people)), people, zone, absences, departures)),
            draw(rings),
            draw(st.none() | st.integers(0, 720)),
            draw(st.none() | st.integers(5, 240)),
        )
        for name in draw(st.lists(ids, min_size=1, max_size=2, unique=True))
    }
    menus = draw(some_menus(list(teams)))
    return Company(
        name=draw(names),
        timezone=zone,
        country=country,
        holidays=draw(st.none() | st.sampled_from(["FR", "FR-Alsace-Moselle", "NO"])),
        closures=draw(named_days),
        days_off=draw(named_days),
        allowed_numbers=tuple(AllowedNumber(number, draw(names)) for number in PHONES if needs_leave(number, country)),
        agents={
            name: Agent(
                name,
                draw(names),
                draw(some(PHONES)),
                draw(mails),
                draw(pins),
                leaving[name],
                draw(some_told),
                draw(some_ways),
                draw(st.none() | days),
                draw(quiet),
            )
            for name in people
        },
        teams=teams,
        lines=draw(some_lines(list(teams), menus, zone, people)),
        menus=menus,
        collective_agreement=draw(st.none() | names),
        forget_months=draw(st.none() | st.integers(1, 120)),
        message_days=draw(st.integers(1, 3650)),
        talk_days=draw(st.integers(1, 3650)),
        told_days=draw(st.integers(7, 3650)),
        remind_at=draw(st.sampled_from([time(18), time(7, 30)])),
        responsible=draw(st.sampled_from([(), ("bureau@example.fr",), (people[0], "bureau@example.fr")])),
        daily_test=draw(st.booleans()),
        daily_test_call=draw(st.booleans()),
        daily_test_at=draw(st.sampled_from([time(17), time(6, 45)])),
        blocked_callers=tuple(NamedCaller(number, draw(names)) for number in PHONES[:1] if number.startswith("+")),
        vip_callers=tuple(NamedCaller(number, draw(names)) for number in PHONES[1:3] if number.startswith("+")),
        machines=tuple(
            MachineCaller(
                number,
                draw(names),
                draw(st.sampled_from(Taken)),
                draw(st.sampled_from(["", "#", "*1A"])),
                draw(st.integers(0, 672)),
            )
            for number in PHONES[:1]
            if number.startswith("+")
        ),
        most_calls=draw(st.integers(0, 1000)),
        most_calls_minutes=draw(st.integers(1, 1440)),
        offline_voice=draw(st.booleans()),
        neural_sentences=draw(st.booleans()),
        translations=draw(st.sampled_from([(), (Translation("en", "Bonjour.", "Hello."),)])),
        urgent_words=draw(st.sampled_from([(), ("fuite", "oui", "l'ascenseur bloqué")])),
    )
