"""Companies drawn at random, as the reader would give them: every reference holds, every period is filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from appliance.calls.company import (
    Agent,
    Audience,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    OpenMenu,
    OrderRule,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
    Team,
)
from appliance.planning.hours import Closure, Period, WeeklyWindow
from appliance.planning.rota import Absence, Override, Rotation, Shift, TeamPlan
from appliance.prompts.speech import SpeechError, readable

PHONES = [f"+3361234560{n}" for n in range(10)] + ["+596696123456", "+447911123456", "+33172000001", "+33639981234"]
DIDS = [f"+3397200000{n}" for n in range(10)]
ZONES = ["Europe/Paris", "America/Martinique", "Indian/Reunion", "Europe/London"]


def can_be_spoken(text: str) -> bool:
    """Whether a company file may hold this announcement."""
    try:
        return bool(readable(text))
    except SpeechError:
        return False


letters = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
awkward = st.sampled_from(
    ["NO", "no", "null", "~", "0421", "1e3", "18:00", "- a", "# b", "a: b", "'", '"', "<<", "é\u00a0!"]
)
names = (st.text(letters, min_size=1, max_size=30) | awkward).map(str.strip).filter(bool)
latin = st.characters(max_codepoint=0x24F, exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
words = (st.text(latin, min_size=1, max_size=30) | awkward).map(str.strip).filter(bool)
texts = (
    st.lists(words, min_size=1, max_size=12).map(" ".join) | st.lists(words, min_size=1, max_size=4).map("\n".join)
).filter(can_be_spoken)
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


def some(items, low=1, high=3):
    return st.lists(st.sampled_from(items), min_size=low, max_size=high, unique=True).map(tuple)


def spans(points):
    return st.tuples(points, points).map(sorted).filter(lambda pair: pair[0] < pair[1])


@st.composite
def plans(draw, members, everyone, zone, absences):
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
        Rotation, some(everyone), st.integers(1, 366), st.none() | st.integers(0, 6), clocks, days, windows, levels
    )
    cut = draw(st.integers(1, len(members)))
    return TeamPlan(
        levels=tuple(level for level in (members[:cut], members[cut:]) if level),
        timezone=zone,
        shifts=tuple(draw(st.lists(st.builds(Shift, people, windows, levels), max_size=2))),
        rotations=tuple(draw(st.lists(turns, max_size=2))),
        overrides=tuple(overrides),
        absences=absences,
    )


def actions(teams, menus):
    calls = st.builds(CallTeam, st.sampled_from(teams), st.none() | st.booleans())
    somewhere = calls | st.just(TakeMessage()) | st.builds(Forward, st.sampled_from(PHONES))
    return somewhere | st.builds(OpenMenu, st.sampled_from(menus)) if menus else somewhere


@st.composite
def some_menus(draw, teams):
    found = {}
    for name in draw(st.lists(ids, max_size=2, unique=True)):
        leading = actions(teams, list(found))
        keys = draw(some("0123456789*#", 1, 4))
        choices = {key: draw(leading | st.builds(Say, texts)) for key in keys} | {keys[0]: draw(leading)}
        found[name] = Menu(name, draw(texts), choices, keys[0])
    return found


@st.composite
def some_lines(draw, teams, menus, zone):
    behaviours = st.builds(Behaviour, st.none() | texts, actions(teams, list(menus)))
    dids, found = draw(st.permutations(DIDS)), {}
    for place, name in enumerate(draw(st.lists(ids, min_size=1, max_size=3, unique=True))):
        hours = draw(st.lists(windows, max_size=3, unique=True))
        usual = draw(behaviours)
        acts = {period: draw(st.just(usual) | behaviours) for period in Period} | {Period.AFTER_HOURS: usual}
        found[name] = Line(
            id=name,
            name=draw(names),
            numbers=tuple(dids[place * 2 : place * 2 + draw(st.integers(1, 2))]),
            timezone=draw(st.just(zone) | st.sampled_from(ZONES)),
            behaviours=acts if hours else acts | {Period.OPEN: usual},
            opening_hours=tuple(sorted(hours, key=lambda window: (sorted(window.days), window.start, window.end))),
            audience=draw(st.sampled_from(Audience)),
            default=place == 0 and draw(st.booleans()),
            order_rule=OrderRule(draw(st.booleans()), draw(patterns), draw(st.integers(1, 5))),
            max_wait=draw(st.integers(10, 1800)),
            last_resort=draw(st.none() | st.sampled_from(PHONES)),
        )
    return found


@st.composite
def companies(draw):
    zone = draw(st.sampled_from(ZONES))
    people = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    mails, pins = st.just("a.b@example.fr") | st.none(), st.from_regex(r"[0-9]{4,8}", fullmatch=True) | st.none()
    away = draw(st.lists(st.tuples(st.sampled_from(people), days, days, names | st.just("")), max_size=2, unique=True))
    absences = tuple(Absence(agent, min(a, b), max(a, b), reason) for agent, a, b, reason in away)
    teams = {
        name: Team(
            name,
            draw(names),
            draw(plans(draw(some(people)), people, zone, absences)),
            draw(st.builds(Ring, st.sampled_from(RingStrategy), st.integers(5, 120), st.integers(1, 10))),
        )
        for name in draw(st.lists(ids, min_size=1, max_size=2, unique=True))
    }
    menus = draw(some_menus(list(teams)))
    closures = draw(st.lists(st.tuples(spans(days), names), max_size=2))
    return Company(
        name=draw(names),
        timezone=zone,
        country=draw(st.sampled_from(["FR", "MQ", "CH"])),
        holidays=draw(st.none() | st.sampled_from(["FR", "FR-Alsace-Moselle", "NO"])),
        closures=tuple(Closure(first, last, name) for (first, last), name in closures),
        agents={name: Agent(name, draw(names), draw(some(PHONES)), draw(mails), draw(pins)) for name in people},
        teams=teams,
        lines=draw(some_lines(list(teams), menus, zone)),
        menus=menus,
    )
