"""Seven days as they are drawn: levels in rows, days in columns, a bar a shift with its real ends. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appliance.company.model import Company, Line, Team
from appliance.planning.wall_clock import wall_clock
from web.planning.month import Tag, tags_of
from web.planning.rosters import Roster, brief_hours, hours_of_shift
from web.planning.scale import Scale, Spot, scale_of
from web.planning.shifts import AWAY, MISSED, Shift
from web.planning.strips import Strip, strips_of

ROOM = {AWAY: timedelta(hours=12)}  # what the words of a short bar need beside it
LEAST_ROOM = timedelta(hours=7)
LAST_ROW = 240  # of web/static/bars.css
Segment = tuple[Shift, datetime, datetime]  # what is drawn of a shift


@dataclass(frozen=True)
class Bar:
    """A shift in a week. `row`: of the grid, from 1; `before`, `after`: it begins before the week, or ends after it.

    `place`: among those of its team and of the others, its level or its absence, whatever its row.
    `brief`: its hours in fewer words, where its days are seen.
    """

    shift: Shift
    team: Team
    start: datetime
    end: datetime
    begins: Spot
    ends: Spot
    row: int
    place: int
    before: bool
    after: bool
    hours: str
    brief: str | None

    @property
    def over_on(self) -> int:
        """The first day, counted like the scale's, on which it is over."""
        return self.ends.day + (self.ends.quarter > 0)

    @property
    def asked(self) -> tuple[datetime, datetime]:
        """What a press on it offers to give: the whole shift, or what is drawn of one whose ends are not known."""
        shift = self.shift
        return self.start if shift.begun_before else shift.start, self.end if shift.goes_on else shift.end


@dataclass(frozen=True)
class Row:
    """The words in front of a row of the grid."""

    number: int
    words: str
    kind: str


@dataclass(frozen=True)
class Column:
    """One day, with the bars that begin in it. `again`: its tags are those of the day before.

    `held`: today, and each day of a week, those that began on a day before and are not over when it begins. `now`:
    where this moment is, today; `inside`: of the month shown.
    """

    date: date
    place: int
    tags: tuple[Tag, ...]
    again: bool
    note: str | None
    bars: list[Bar]
    held: list[Bar]
    strips: list[Strip]
    now: Spot | None
    inside: bool
    past: bool

    @property
    def listed(self) -> list[Bar]:
        """What is told of the day where it stands alone: the first level first, whenever it began."""
        return sorted([*self.held, *self.bars], key=lambda bar: (bar.place, bar.start))


@dataclass(frozen=True)
class Band:
    """Seven days. `hours_row`: where the hours of the line are drawn, if they are."""

    rows: list[Row]
    columns: list[Column]
    hours_row: int | None


def band_of(
    company: Company,
    rosters: Sequence[Roster],
    lines: Sequence[Line],
    days: Sequence[date],
    now: datetime,
    *,
    month: int | None = None,
    hours: Line | None = None,
    each_day: bool = False,
) -> Band:
    """`month`: the one that the days are shown for. `hours`: the line whose hours are drawn.

    `each_day`: every day tells those who hold it, not today alone.
    """
    zone = rosters[0].team.plan.timezone
    scale = scale_of(days, zone)
    rows, bars = rows_of(rosters, scale, 2 if hours is None else 3)
    strips = strips_of(company, hours, scale, zone) if hours else []
    begun: list[list[Bar]] = [[] for _ in days]
    for bar in sorted(bars, key=lambda bar: (bar.place, bar.start)):
        begun[min(bar.begins.day, len(days) - 1)].append(bar)
    today = wall_clock(now, zone).date()
    tags = [tags_of(company, lines, day) for day in days]
    columns = [
        Column(
            date=day,
            place=place,
            tags=tags[place],
            again=place > 0 and tags[place] == tags[place - 1],
            note=scale.change_told(place),
            bars=begun[place],
            held=[one for one in bars if one.begins.day < place < one.over_on] if each_day or day == today else [],
            strips=[one for one in strips if one.begins.day == place],
            now=scale.spot(now) if day == today else None,
            inside=month is None or day.month == month,
            past=day < today,
        )
        for place, day in enumerate(days)
    ]
    return Band(rows, columns, None if hours is None else 2)


def rows_of(rosters: Sequence[Roster], scale: Scale, number: int) -> tuple[list[Row], list[Bar]]:
    """The rows from `number` on, of each team its levels, then its absences; each with the lanes it needs."""
    rows: list[Row] = []
    bars: list[Bar] = []
    for roster in rosters:
        if len(rosters) > 1:
            rows.append(Row(number, f"Équipe {roster.team.name}", "team"))
            number += 1
        for words, kind, shifts in groups_of(roster):
            lanes = lanes_of(segments(shifts, scale))
            if not lanes and kind != "level":
                continue
            rows.append(Row(number, words, kind))
            for place, lane in enumerate(lanes or [[]]):
                row = min(number + place, LAST_ROW)
                bars += (bar_of(one, roster.team, scale, row, number) for one in lane)
            number += max(len(lanes), 1)
    return rows, bars


def groups_of(roster: Roster) -> list[tuple[str, str, list[Shift]]]:
    """What stands under one another: the words, the kind, the shifts."""
    levels = roster.levels
    told = [f"Niveau {level}" if len(levels) > 1 else "D'astreinte" for level in levels]
    by_level = [[one for one in (*roster.shifts, *roster.holes) if one.level == level] for level in levels]
    return [
        *((words, "level", shifts) for words, shifts in zip(told, by_level, strict=True)),
        ("Absents", "away", roster.absences),
    ]


def segments(shifts: Iterable[Shift], scale: Scale) -> list[Segment]:
    """What is drawn of each, in order of time."""
    inside = [one for one in shifts if one.start < scale.end and scale.start < one.end]
    cut = [(one, max(one.start, scale.start), min(one.end, scale.end)) for one in inside]
    return sorted(cut, key=lambda one: (one[1], one[0].agents))


def lanes_of(found: Sequence[Segment]) -> list[list[Segment]]:
    """Each in the first lane that is free, with room for its words."""
    lanes: list[list[Segment]] = []
    free_at: list[datetime] = []
    for one in found:
        shift, start, end = one
        needed = end if shift.kind in MISSED else max(end, start + ROOM.get(shift.kind, LEAST_ROOM))
        place = next((place for place, free in enumerate(free_at) if free <= start), len(lanes))
        if place == len(lanes):
            lanes.append([])
            free_at.append(needed)
        lanes[place].append(one)
        free_at[place] = needed
    return lanes


def bar_of(segment: Segment, team: Team, scale: Scale, row: int, place: int) -> Bar:
    shift, start, end = segment
    before = shift.start < start or shift.begun_before
    return Bar(
        shift=shift,
        team=team,
        start=start,
        end=end,
        begins=scale.spot(start),
        ends=scale.spot(end),
        row=row,
        place=place,
        before=before,
        after=shift.end > end or shift.goes_on,
        hours=hours_of_shift(shift, team.plan.timezone, in_its_day=not before),
        brief=brief_hours(shift, team.plan.timezone),
    )
