"""Who is on call at a moment: shifts, rotations, overrides, absences. Pure: the moment is a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from appliance.planning.days import in_french
from appliance.planning.hours import WeeklyWindow, covers
from appliance.planning.wall_clock import boundaries, wall_clock

Stretch = tuple[datetime, datetime, tuple["OnCall", ...]]


@dataclass(frozen=True)
class Shift:
    """An agent's weekly window. `level` None: the agent's default level in the team."""

    agent: str
    window: WeeklyWindow
    level: int | None = None


@dataclass(frozen=True)
class Rotation:
    """Shifts by turn: from the first hand-over on or after `start`, each agent in turn for `every_days` days.

    The hand-over is local wall-clock. `handover_day` None: any day (the hand-over is then at
    `handover_time` on `start`). Within a turn, the agent is on call during `window`.
    """

    agents: tuple[str, ...]
    every_days: int
    handover_day: int | None
    handover_time: time
    start: date
    window: WeeklyWindow
    level: int | None = None


@dataclass(frozen=True)
class Override:
    """A dated exception, `start` included, `end` excluded, both aware (UTC).

    `removes` and `adds` both given: replace; one alone: remove or add. `level` is for an addition.
    """

    start: datetime
    end: datetime
    removes: str | None = None
    adds: str | None = None
    level: int | None = None


@dataclass(frozen=True)
class Absence:
    """Leave or illness: local days, `first` and `last` included."""

    agent: str
    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True)
class TeamPlan:
    """All that decides who of a team is on call.

    `levels`: agents by default level (the first is level 1) and order. With no shift and no rotation
    the whole team is on call always.
    """

    levels: tuple[tuple[str, ...], ...]
    timezone: str
    shifts: tuple[Shift, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = field(default=())


@dataclass(frozen=True)
class OnCall:
    """An agent on call, at which level, and why, in a French sentence."""

    agent: str
    level: int
    reason: str


def on_call(plan: TeamPlan, moment: datetime) -> tuple[OnCall, ...]:
    """Who is on call at an aware moment, by level, then in the order of the team; each agent once.

    Shifts and rotations make the list; overrides, in their order, change it; an absence beats all.
    With neither shift nor rotation, the whole team makes the list.
    """
    reading = wall_clock(moment, plan.timezone)
    entries = list(_rostered(plan, reading))
    for override in plan.overrides:
        if override.start <= moment < override.end:
            entries = list(_changed(plan, entries, override))
    absent = {absence.agent for absence in plan.absences if absence.first <= reading.date() <= absence.last}
    return _in_order(plan, [entry for entry in entries if entry.agent not in absent])


def windows(plan: TeamPlan, start: datetime, end: datetime) -> list[Stretch]:
    """[start, end) cut (UTC) into the longest stretches with one list of agents on call, empty lists included."""
    cuts = {start.astimezone(UTC), *boundaries(start, end, plan.timezone, _clocks(plan))}
    for override in plan.overrides:
        cuts |= {moment.astimezone(UTC) for moment in (override.start, override.end) if start < moment < end}
    stretches: list[Stretch] = []
    for here, there in pairwise([*sorted(cuts), end.astimezone(UTC)]):
        entries = on_call(plan, here)
        if stretches and stretches[-1][2] == entries:
            stretches[-1] = (stretches[-1][0], there, entries)
        elif here < there:
            stretches.append((here, there, entries))
    return stretches


def default_level(plan: TeamPlan, agent: str) -> int:
    """The level of an agent in the team, 1 for one who comes from outside."""
    return next((level for level, agents in enumerate(plan.levels, 1) if agent in agents), 1)


def _rostered(plan: TeamPlan, reading: datetime) -> Iterator[OnCall]:
    if not plan.shifts and not plan.rotations:
        for level, agents in enumerate(plan.levels, 1):
            yield from (OnCall(agent, level, "équipe sans planning, toujours d'astreinte") for agent in agents)
    for shift in plan.shifts:
        if covers(shift.window, reading):
            level = shift.level or default_level(plan, shift.agent)
            yield OnCall(shift.agent, level, f"créneau {in_french(shift.window)}")
    for rotation in plan.rotations:
        turn = turn_at(rotation, reading)
        if turn is not None and covers(rotation.window, reading):
            agent = rotation.agents[turn % len(rotation.agents)]
            yield OnCall(agent, rotation.level or default_level(plan, agent), _turn_text(rotation, turn))


def turn_at(rotation: Rotation, reading: datetime) -> int | None:
    """The turn under way when the wall clock reads so, counted from 0; None before the first hand-over."""
    turn = (reading - _handover(rotation, 0)) // timedelta(days=rotation.every_days)
    return turn if turn >= 0 else None


def _handover(rotation: Rotation, turn: int) -> datetime:
    """When this turn begins, on the wall clock."""
    wait = 0 if rotation.handover_day is None else (rotation.handover_day - rotation.start.weekday()) % 7
    first = datetime.combine(rotation.start, rotation.handover_time) + timedelta(days=wait)
    return first + timedelta(days=turn * rotation.every_days)


def _turn_text(rotation: Rotation, turn: int) -> str:
    begins, ends = _handover(rotation, turn), _handover(rotation, turn + 1)
    if rotation.every_days == 7:
        return f"roulement, semaine {begins.isocalendar().week}"
    return f"roulement du {begins:%d/%m} au {ends:%d/%m}"


def _changed(plan: TeamPlan, entries: list[OnCall], override: Override) -> Iterator[OnCall]:
    """The list after one override. A replacement needs someone on the list to replace, else it changes nothing."""
    day = f"{wall_clock(override.start, plan.timezone):%d/%m}"
    for entry in entries:
        if entry.agent != override.removes:
            yield entry
        elif override.adds is not None:
            reason = f"remplace {entry.agent} (remplacement du {day})"
            yield replace(entry, agent=override.adds, level=override.level or entry.level, reason=reason)
    if override.removes is None and override.adds is not None:
        yield OnCall(override.adds, override.level or default_level(plan, override.adds), f"ajout du {day}")


def _in_order(plan: TeamPlan, entries: list[OnCall]) -> tuple[OnCall, ...]:
    """Each agent once, at the lowest level; by level, then as the team lists them, outsiders last."""
    lowest: dict[str, OnCall] = {}
    for entry in entries:
        if entry.agent not in lowest or entry.level < lowest[entry.agent].level:
            lowest[entry.agent] = entry
    places = {agent: place for place, agent in enumerate(agent for level in plan.levels for agent in level)}
    return tuple(sorted(lowest.values(), key=lambda entry: (entry.level, places.get(entry.agent, len(places)))))


def _clocks(plan: TeamPlan) -> set[time]:
    """The readings of the clock at which the list may change, whatever the day."""
    weekly = [shift.window for shift in plan.shifts] + [rotation.window for rotation in plan.rotations]
    handovers = {rotation.handover_time for rotation in plan.rotations}
    return {time(0)} | handovers | {clock for window in weekly for clock in (window.start, window.end)}
