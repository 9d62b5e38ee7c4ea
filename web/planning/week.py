"""A team's week as it is drawn: whole shifts, holes, absences and the line's hours, cut into blocks of one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from appliance.company.hours import hours_of
from appliance.company.model import Company, Line, Team
from appliance.planning.explanation import PERIODS
from appliance.planning.hours import Period, periods
from appliance.planning.moments import yearly_day
from appliance.planning.rota import unavailable
from appliance.planning.spans import Interval
from appliance.planning.wall_clock import midnight, wall_clock
from web.planning.month import called_together, short_clock, tags_of
from web.planning.scale import DAY, Scale, scale_of
from web.planning.shifts import AROUND, Shift, crowds, shifts_of

SHORT = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


@dataclass(frozen=True)
class Block:
    """The part of a shift in one day. `row`, `end_row`: of the scale; `lane`, `to`: columns, from 1, `to` excluded."""

    shift: Shift
    start: datetime
    end: datetime
    row: int
    end_row: int
    before: bool
    after: bool
    hours: str
    lane: int = 1
    to: int = 2


@dataclass(frozen=True)
class Strip:
    """A period of the line in one day."""

    period: Period
    row: int
    end_row: int
    words: str


@dataclass(frozen=True)
class Column:
    """One day. `notes`: the clock change, who is absent; `now`: the row of this moment, today."""

    date: date
    tags: tuple[str, ...]
    notes: tuple[str, ...]
    blocks: tuple[Block, ...]
    strips: tuple[Strip, ...]
    void: tuple[int, int] | None
    lanes: int
    now: int | None


@dataclass(frozen=True)
class Week:
    """A team's week. `shifts`: each told once, for the table."""

    team: Team
    scale: Scale
    columns: tuple[Column, ...]
    shifts: tuple[Shift, ...]


def week_of(company: Company, team: Team, lines: Sequence[Line], monday: date, now: datetime, *, hours: bool) -> Week:
    """Holes are told in the hours in which one of `lines` calls the team. `hours`: whether the line's are shown."""
    zone, days = team.plan.timezone, [monday + number * DAY for number in range(7)]
    scale = scale_of(days, zone)
    start, end = midnight(days[0], zone), midnight(days[-1] + DAY, zone)
    called = called_together(company, lines, team.id, start, end)
    shifts = crowds(shifts_of(team.plan, start, end, called))
    strips = periods(hours_of(company, lines[0]), start, end) if hours and lines else []
    columns = []
    for day in days:
        here, there = midnight(day, zone), midnight(day + DAY, zone)
        inside = [one for one in shifts if one.start < there and here < one.end]
        bands = [one for one in strips if one[0] < there and here < one[1]]
        blocks = laid([block_of(one, here, there, day, scale) for one in inside])
        columns.append(
            Column(
                date=day,
                tags=tags_of(company, lines, day),
                notes=notes_of(company, team, scale, day),
                blocks=blocks,
                strips=tuple(strip_of(one, here, there, day, scale) for one in bands),
                void=scale.void(day),
                lanes=max((block.to - 1 for block in blocks), default=1),
                now=scale.begins(now, day) if here <= now < there else None,
            )
        )
    seen = tuple(one for one in shifts if one.start < end and start < one.end)
    return Week(team, scale, tuple(columns), seen)


def block_of(shift: Shift, here: datetime, there: datetime, day: date, scale: Scale) -> Block:
    start, end = max(shift.start, here), min(shift.end, there)
    row = scale.begins(start, day)
    ends = max(row + 1, scale.ends(end, day))
    return Block(shift, start, end, row, ends, shift.start < here, shift.end > there, hours_of_shift(shift, scale.zone))


def laid(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Each block in the first lane that is free, the lower levels first, and as wide as its neighbours leave it."""
    lanes: list[list[Block]] = []
    for block in blocks:
        free = next((lane for lane in lanes if not any(overlap(block, one) for one in lane)), None)
        if free is None:
            lanes.append(free := [])
        free.append(block)
    found = []
    for number, lane in enumerate(lanes):
        for block in lane:
            beyond = (
                place for place in range(number + 1, len(lanes)) if any(overlap(block, one) for one in lanes[place])
            )
            found.append(replace(block, lane=number + 1, to=next(beyond, len(lanes)) + 1))
    return tuple(sorted(found, key=lambda block: (block.start, block.lane)))


def overlap(one: Block, other: Block) -> bool:
    return one.row < other.end_row and other.row < one.end_row


def strip_of(one: tuple[datetime, datetime, Period], here: datetime, there: datetime, day: date, scale: Scale) -> Strip:
    start, end, period = max(one[0], here), min(one[1], there), one[2]
    first, last = wall_clock(start, scale.zone), wall_clock(end, scale.zone)
    all_day = start == here and end == there
    hours = "toute la journée" if all_day else f"{short_clock(first)} → {short_clock(last) if end < there else '24 h'}"
    return Strip(period, scale.begins(start, day), scale.ends(end, day), f"{PERIODS[period]} {hours}")


def notes_of(company: Company, team: Team, scale: Scale, day: date) -> tuple[str, ...]:
    """The clock change, and who of the team is absent."""
    members = {agent for level in team.plan.levels for agent in level}
    away = sorted(company.agents[one].name for one in unavailable(team.plan, day) & members if one in company.agents)
    changed = scale.told(day)
    return (*([changed] if changed else []), *([f"absent : {', '.join(away)}"] if away else []))


def hours_of_shift(shift: Shift, zone: str) -> str:
    """« 18 h → 22 h », « lun. 18 h → mar. 9 h », « en continu »."""
    first, last = wall_clock(shift.start, zone), wall_clock(shift.end, zone)
    if shift.end - shift.start > 7 * DAY:
        return "en continu"
    midnight_after = last == datetime.combine(first.date() + DAY, datetime.min.time())
    if first.date() == last.date() or midnight_after:
        if midnight_after and first.time() == datetime.min.time():
            return "toute la journée"
        return f"{short_clock(first)} → {'24 h' if midnight_after else short_clock(last)}"
    return f"{SHORT[first.weekday()]} {short_clock(first)} → {SHORT[last.weekday()]} {short_clock(last)}"


def asked_for(block: Block) -> Interval:
    """What a press on a block offers to give: the whole shift, or the day's part of one that goes on for days."""
    whole_span = block.shift.start, block.shift.end
    return whole_span if block.shift.end - block.shift.start <= AROUND else (block.start, block.end)


def week_asked(text: str, today: date) -> date:
    """The Monday of `2026-W48`, else of this week."""
    try:
        found = datetime.strptime(f"{text}-1", "%G-W%V-%u").date()
    except ValueError:
        return today - today.weekday() * DAY
    return found if 2000 <= found.year < 2099 else today - today.weekday() * DAY


def week_text(monday: date) -> str:
    """`2026-W48`."""
    return f"{monday:%G-W%V}"


def week_words(monday: date) -> str:
    """« semaine 48, du 23 au 29 novembre 2026 »."""
    sunday = monday + 6 * DAY
    first = "1er" if monday.day == 1 else str(monday.day)
    if monday.month != sunday.month:
        first = yearly_day(monday.month, monday.day) + (f" {monday.year}" if monday.year != sunday.year else "")
    return f"semaine {monday:%V}, du {first} au {yearly_day(sunday.month, sunday.day)} {sunday.year}"
