"""Rotations as people speak of them: one list of agents who take turns, in some hours of the week, at one level or two.

The company file has one window and one level a rotation; nights and week-ends, or a second level that is the next
agent of the list, are several rotations of one hand-over. Here they are one, both ways. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import pairwise

from appliance.planning.days import EVERY_DAY
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Rotation

MIDNIGHT = time(0)
ALL_DAY = (WeeklyWindow(EVERY_DAY, MIDNIGHT, MIDNIGHT),)
DAY = 24 * 60  # minutes
WEEK = 7 * DAY


@dataclass(frozen=True)
class Turns:
    """Agents in order, each on call for `every_days` days in these windows; see `Rotation` for the hand-over.

    `second`: whoever comes next in the list is on call one level further, in the same hours.
    """

    agents: tuple[str, ...]
    every_days: int
    handover_day: int | None
    handover_time: time
    start: date
    windows: tuple[WeeklyWindow, ...] = ALL_DAY
    level: int | None = None
    second: bool = False
    name: str | None = None


def rotations_of(turns: Turns) -> tuple[Rotation, ...]:
    """What the company file holds: a rotation for each window, then those of the second level."""
    first = turns.level or 1 if turns.second else turns.level
    found = [_rotation(turns, turns.agents, window, first) for window in turns.windows]
    if turns.second:
        found += [_rotation(turns, _next(turns.agents), window, (first or 1) + 1) for window in turns.windows]
    return tuple(found)


def _rotation(turns: Turns, agents: tuple[str, ...], window: WeeklyWindow, level: int | None) -> Rotation:
    return Rotation(
        agents, turns.every_days, turns.handover_day, turns.handover_time, turns.start, window, level, turns.name
    )


def _next(agents: tuple[str, ...]) -> tuple[str, ...]:
    return agents[1:] + agents[:1]


def turns_in(rotations: Sequence[Rotation]) -> list[Turns]:
    """The rotations of a team, those that differ by their window alone, or by a second level, made one; in order."""
    found: list[Turns] = []
    for one in rotations:
        alone = Turns(
            one.agents,
            one.every_days,
            one.handover_day,
            one.handover_time,
            one.start,
            (one.window,),
            one.level,
            name=one.name,
        )
        place = next((n for n, known in enumerate(found) if _same_but_windows(known, alone)), None)
        if place is None or one.window in found[place].windows:
            found.append(alone)
        else:
            found[place] = replace(found[place], windows=(*found[place].windows, one.window))
    return _with_seconds(found)


def _same_but_windows(one: Turns, other: Turns) -> bool:
    return replace(one, windows=()) == replace(other, windows=())


def _with_seconds(found: list[Turns]) -> list[Turns]:
    """Each list and the one of its second level made one."""
    left = list(found)
    for one in found:
        follows = next((other for other in left if one in left and _follows(one, other)), None)
        if follows is not None:
            left.remove(follows)
            left[left.index(one)] = replace(one, second=True)
    return left


def _follows(one: Turns, other: Turns) -> bool:
    """Whether the other is what the second level of the first would be."""
    if one.level is None or len(one.agents) < 2 or set(one.windows) != set(other.windows):
        return False
    return replace(other, windows=one.windows) == replace(one, agents=_next(one.agents), level=one.level + 1)


def put_in(rotations: Sequence[Rotation], former: Turns | None, turns: Turns | None) -> tuple[Rotation, ...]:
    """The rotations with `turns` in the place of `former`; None: nothing was there, or nothing comes."""
    gone = list(rotations_of(former)) if former else []
    place = min((rotations.index(one) for one in gone if one in rotations), default=len(rotations))
    kept = list(rotations)
    for one in gone:
        if one in kept:
            kept.remove(one)
    before = len([one for one in rotations[:place] if one in kept])
    return (*kept[:before], *(rotations_of(turns) if turns else ()), *kept[before:])


def outside(opened: Iterable[WeeklyWindow]) -> tuple[WeeklyWindow, ...]:
    """The hours of the week that these windows leave: nights and week-ends, if they are the office's."""
    closed = _left(sorted(span for window in opened for span in _minutes(window)))
    pieces = [piece for span in closed for piece in _days(*span)]
    by_hours: dict[tuple[int, int], set[int]] = {}
    for start, end in pieces:
        by_hours.setdefault((start % DAY, end % DAY), set()).add(start // DAY % 7)
    return tuple(WeeklyWindow(frozenset(days), _clock(start), _clock(end)) for (start, end), days in by_hours.items())


def _minutes(window: WeeklyWindow) -> list[tuple[int, int]]:
    """The spans of a window in the minutes of a week, what goes beyond Sunday brought back to Monday."""
    first, last = (60 * clock.hour + clock.minute for clock in (window.start, window.end))
    length = (last - first) % DAY or DAY
    spans = [(DAY * day + first, DAY * day + first + length) for day in window.days]
    cut = [(start, min(end, WEEK)) for start, end in spans]
    return cut + [(0, end - WEEK) for _, end in spans if end > WEEK]


def _left(taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of the week; a span over the night to Monday ends beyond it."""
    left, here = [], 0
    for start, end in taken:
        if here < start:
            left.append((here, start))
        here = max(here, end)
    if here < WEEK:
        left.append((here, WEEK))
    if len(left) > 1 and left[0][0] == 0 and left[-1][1] == WEEK:
        left = [*left[1:-1], (left[-1][0], WEEK + left[0][1])]
    return left


def _days(start: int, end: int) -> list[tuple[int, int]]:
    """A span as windows can say it: whole if it is no longer than a day, else cut at each midnight."""
    if end - start <= DAY:
        return [(start, end)]
    midnights = range((start // DAY + 1) * DAY, end, DAY)
    return list(pairwise([start, *midnights, end]))


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
