"""What a publication freezes, what it changes of the version before, and whether it is early enough. Pure.

The law: each employee knows the schedule fifteen days ahead or, in exceptional circumstances, one clear day ahead
(Code du travail L3121-12). A clear day is neither the day of the notice nor the day of the shift.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from appliance.planning.rota import windows
from appliance.planning.team_plan import TeamPlan
from appliance.planning.wall_clock import wall_clock

NEAR = timedelta(days=1)  # a shift that begins at most so far from one that is gone is that one, moved
NOTICE_DAYS = 15
CLEAR_DAY = 2  # days between the notice and the shift, so that a whole day lies between them


@dataclass(frozen=True)
class PlannedShift:
    """An agent on call in a team at a level, from `start` to `end`, excluded, both aware (UTC)."""

    start: datetime
    end: datetime
    team: str
    agent: str
    level: int

    @property
    def post(self) -> tuple[str, str, int]:
        """Who is on call for what: shifts of one post that touch are one."""
        return self.team, self.agent, self.level


@dataclass(frozen=True)
class Entry:
    """A shift as an agent's own calendar holds it: `uid` for ever, `sequence` one more at each change (RFC 5545)."""

    uid: str
    sequence: int
    shift: PlannedShift


@dataclass(frozen=True)
class Change:
    """One difference with the version before. `before` None: added; `after` None: removed; both: moved."""

    before: Entry | None
    after: Entry | None

    @property
    def agent(self) -> str:
        return self.shown.agent

    @property
    def shown(self) -> PlannedShift:
        """The shift to be sorted and counted by: the new one where there is one."""
        entry = self.after or self.before
        assert entry is not None  # noqa: S101 - a change of nothing to nothing is never made
        return entry.shift

    @property
    def first_moment(self) -> datetime:
        """The first moment (UTC) at which the two versions differ."""
        if self.before is None or self.after is None:
            return self.shown.start
        old, new = self.before.shift, self.after.shift
        if old.post != new.post or old.start != new.start:
            return min(old.start, new.start)
        return min(old.end, new.end)


@dataclass(frozen=True)
class Succession:
    """A line's shifts after a publication, the entries that it cancels, and what it changes."""

    entries: tuple[Entry, ...]
    cancelled: tuple[Entry, ...]
    changes: tuple[Change, ...]


class Notice(StrEnum):
    """How early the first change was told (L3121-12)."""

    IN_TIME = "in_time"
    SHORT = "short"  # under fifteen days
    URGENT = "urgent"  # under one clear day


def planned_shifts(plans: Mapping[str, TeamPlan], start: datetime, end: datetime) -> tuple[PlannedShift, ...]:
    """Who is on call in [start, end), cut there, in these teams: each agent's shifts as long as they can be."""
    pieces = [
        PlannedShift(here, there, team, entry.agent, entry.level)
        for team, plan in plans.items()
        for here, there, entries in windows(plan, start, end)
        for entry in entries
    ]
    return joined(pieces)


def joined(pieces: Iterable[PlannedShift]) -> tuple[PlannedShift, ...]:
    """The shifts in time order, those of one post that touch made one."""
    whole: list[PlannedShift] = []
    for piece in sorted(pieces, key=attrgetter("post", "start")):
        if whole and whole[-1].post == piece.post and whole[-1].end == piece.start:
            whole[-1] = replace(whole[-1], end=piece.end)
        else:
            whole.append(piece)
    return tuple(sorted(whole, key=attrgetter("start", "team", "level", "agent")))


def outside(shift: PlannedShift, start: datetime, end: datetime) -> list[PlannedShift]:
    """The parts of a shift before `start` and from `end` on."""
    parts = [replace(shift, end=min(shift.end, start)), replace(shift, start=max(shift.start, end))]
    return [part for part in parts if part.start < part.end]


def succession(
    before: Sequence[Entry],
    published: Iterable[PlannedShift],
    start: datetime,
    end: datetime,
    new_uid: Callable[[], str],
) -> Succession:
    """What becomes of a line's entries when [start, end) is published anew: what lies outside stays as it was.

    An entry that is not changed keeps its sequence; one that moves keeps its uid.
    """
    kept = [part for entry in before for part in outside(entry.shift, start, end)]
    wanted = list(joined([*kept, *published]))
    same = {entry.shift: entry for entry in before}
    gone = [entry for entry in before if entry.shift not in set(wanted)]
    entries: list[Entry] = []
    changes: list[Change] = []
    for shift in wanted:
        if shift in same:
            entries.append(same[shift])
            continue
        former = next((entry for entry in gone if _moved(entry.shift, shift)), None)
        if former is not None:
            gone.remove(former)
        entry = Entry(former.uid, former.sequence + 1, shift) if former else Entry(new_uid(), 0, shift)
        entries.append(entry)
        changes.append(Change(former, entry))
    changes += [Change(entry, None) for entry in gone]
    cancelled = tuple(replace(entry, sequence=entry.sequence + 1) for entry in gone)
    return Succession(tuple(entries), cancelled, tuple(sorted(changes, key=lambda change: change.shown.start)))


def _moved(old: PlannedShift, new: PlannedShift) -> bool:
    """Whether an agent may take `new` for `old` at another time or level."""
    if (old.team, old.agent) != (new.team, new.agent):
        return False
    return (old.start < new.end and new.start < old.end) or abs(old.start - new.start) <= NEAR


def notice_of(published_at: datetime, first_change: datetime | None, timezone: str) -> Notice:
    """Whether the first change is told early enough, in days of the calendar of the line."""
    if first_change is None:
        return Notice.IN_TIME
    days = (wall_clock(first_change, timezone).date() - wall_clock(published_at, timezone).date()).days
    if days < CLEAR_DAY:
        return Notice.URGENT
    return Notice.SHORT if days < NOTICE_DAYS else Notice.IN_TIME
