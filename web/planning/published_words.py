"""What a publication changes, person by person, as one reads it: a place, its hours, days alike told together. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from appliance.folding import folded, listed
from appliance.notify.told_changes import told_changes
from appliance.planning.moments import DAYS, MONTHS, clock_text, day_ended, start_clock
from appliance.planning.months import Month
from appliance.planning.wall_clock import wall_clock
from web.planning.runs import runs_of

Record = dict[str, Any]
Span = tuple[datetime, datetime]  # on the clock of the line
DAY = timedelta(days=1)
ADDED, REMOVED, MOVED = "Ajouté", "Retiré", "Déplacé"
A_WHOLE_PART = 8  # days: a month with fewer of them does not name a planning


@dataclass(frozen=True)
class Place:
    """What changes of one team and level: « Personnes bloquées, niveau 2 », and when."""

    title: str
    spans: list[str]


@dataclass(frozen=True)
class Changed:
    """What changes for one person, and for which teams."""

    name: str
    teams: list[str]
    places: list[Place]


def by_name(names: Iterable[Record]) -> list[Record]:
    """People as a French list has them: « Élodie » among the E."""
    return sorted(names, key=lambda one: folded(one["agent_name"]))


def changed_people(changes: list[Record], timezone: str) -> list[Changed]:
    """`changes`: rows of `published_changes`. Where all is added, that is not said of each."""
    changes = told_changes(changes)
    kinds = {kind_of(change) for change in changes}
    by_agent: dict[str, list[Record]] = {}
    for change in by_name(changes):
        by_agent.setdefault(change["agent_name"], []).append(change)
    return [
        Changed(
            name,
            sorted({one["team_name"] for one in own}, key=folded),
            places_of(own, timezone, told_kind=kinds != {ADDED}),
        )
        for name, own in by_agent.items()
    ]


def kind_of(change: Record) -> str:
    """Whether a shift is new, is no more, or has moved."""
    if change["starts_before"] is None:
        return ADDED
    return REMOVED if change["starts_after"] is None else MOVED


def places_of(changes: list[Record], timezone: str, *, told_kind: bool) -> list[Place]:
    """The changes of one person, by what happens to them, team and level."""
    found: dict[str, list[Record]] = {}
    for change in changes:
        kind = kind_of(change)
        level = change["level_before" if kind == REMOVED else "level_after"]
        title = f"{change['team_name']}, niveau\u00a0{level}"
        found.setdefault(f"{kind} : {title}" if told_kind else title, []).append(change)
    return [Place(title, list(spans_of(found[title], timezone))) for title in sorted(found, key=folded)]


def spans_of(changes: list[Record], timezone: str) -> Iterator[str]:
    """Each shift, those of days that follow each other at the same hours together; of one moved, where it was."""
    plain = [shift_of(one) for one in changes if kind_of(one) != MOVED]
    for change in (one for one in changes if kind_of(one) == MOVED):
        then, now = (span_text(span_of(shift_of(change, side), timezone)) for side in ("before", "after"))
        yield f"{now} (avant : {then})"
    for run in runs_of(plain, timezone):
        yield run_text([span_of(one, timezone) for one in run])


def shift_of(change: Record, side: str | None = None) -> Record:
    """The shift on this side of the change; on the only one that there is."""
    side = side or ("after" if change["starts_before"] is None else "before")
    return {name: change[f"{name}_{side}"] for name in ("starts", "ends", "level")} | {"team_name": change["team_name"]}


def span_of(shift: Record, timezone: str) -> Span:
    """A shift on the clock of the line."""
    return wall_clock(shift["starts"], timezone), wall_clock(shift["ends"], timezone)


def is_of_a_day(span: Span) -> bool:
    """Whether its hours tell all of it: of a whole day, « 8 h – 8 h » would be no time at all."""
    length = span[1] - span[0]
    return length < DAY or (length == DAY and span[0].time() == time())


def run_text(run: list[Span]) -> str:
    """« du mar. 1/12 au jeu. 31/12, chaque jour 8 h – 20 h »."""
    if len(run) == 1:
        return span_text(run[0])
    return f"du {short_day(run[0][0])} au {short_day(run[-1][0])}, chaque jour {hours_text(run[0])}"


def span_text(span: Span) -> str:
    """« mer. 2/12, 8 h – 20 h », « du lun. 14/12, 8 h, au lun. 21/12, 8 h »."""
    start, end = span
    if is_of_a_day(span):
        return f"{short_day(start)}, {hours_text(span)}"
    if start.time() == end.time() == time():
        return f"du {short_day(start)} au {short_day(end - DAY)}, jour et nuit"
    return f"du {short_day(start)}, {start_clock(start)}, au {short_day(day_ended(end))}, {clock_text(end)}"


def hours_text(span: Span) -> str:
    """« 8 h – 20 h », « toute la journée »."""
    start, end = span
    if start.time() == end.time() == time():
        return "toute la journée"
    return f"{clock_text(start)} – {clock_text(end)}"


def short_day(reading: datetime) -> str:
    """« mer. 2/12 », in one piece."""
    return f"{DAYS[reading.weekday()][:3]}.\u00a0{reading.day}/{reading.month:02}"


def planning_title(first: date, last: date) -> str:
    """« Planning de décembre », « Planning d'octobre et novembre », « Planning du 30/11/2026 au 15/02/2027 »."""
    named = named_months(first, last)
    if len(named) > 2:
        return f"Planning du {first:%d/%m/%Y} au {last:%d/%m/%Y}"
    words = listed(MONTHS[month.number - 1] for month in named)
    return f"Planning d'{words}" if words[0] in "ao" else f"Planning de {words}"


def named_months(first: date, last: date) -> list[Month]:
    """The months of these days, both included, but for the few of a first or last week; one at least."""
    days = Counter(Month(day.year, day.month) for day in (first + n * DAY for n in range((last - first).days + 1)))
    return [month for month, count in days.items() if count >= A_WHOLE_PART] or [days.most_common(1)[0][0]]
