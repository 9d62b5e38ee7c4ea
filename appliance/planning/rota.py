"""Who is on call at a moment. Pure: the moment is a parameter.

The rule, in order: shifts and rotations make the list; swaps that both agents agreed to, then overrides as they
are written, change it; an absence, or having left the company, beats all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from appliance.planning.hours import WeeklyWindow, covers, covers_on
from appliance.planning.reasons import Added, ByOverride, BySwap, InShift, InTurn, InWeek, Reason, WholeTeam
from appliance.planning.spans import longest, walk
from appliance.planning.team_plan import Former, Handover, Override, Rotation, Shift, TeamPlan
from appliance.planning.wall_clock import boundaries, wall_clock

Entries = tuple["OnCall", ...]
Stretch = tuple[datetime, datetime, Entries]


@dataclass(frozen=True)
class OnCall:
    """An agent on call, at which level, and why."""

    agent: str
    level: int
    reason: Reason


ByWindow = dict[WeeklyWindow, list[tuple[int, OnCall]]]


def on_call(plan: TeamPlan, moment: datetime) -> Entries:
    """Who is on call at an aware moment, by level, then in the order of the team; each agent once.

    Shifts and rotations make the list, or the whole team where there is neither; agreed swaps change it, then
    overrides in their order; an absence or a departure beats all.
    """
    return present(plan, moment, named_at(plan, moment))


def reader(plan: TeamPlan) -> Callable[[datetime], Entries]:
    """`on_call` of one planning, for whoever asks it of many moments: what the week alone decides is worked out once.

    The same list, and the same object, for two moments that nothing tells apart.
    """
    plans: list[TeamPlan | Former] = [plan, *plan.former]
    weekly = {id(one): _by_window(one) for one in plans if _is_weekly(one)}
    known: dict[tuple[object, ...], Entries] = {}

    def entries_at(moment: datetime) -> Entries:
        planned = planned_at(plan, moment)
        if id(planned) not in weekly or _changes(plan, moment):
            return on_call(plan, moment)
        reading = wall_clock(moment, plan.timezone)
        key = id(planned), reading.weekday(), reading.time(), frozenset(_away(plan, moment, reading.date()))
        if key not in known:
            known[key] = present(plan, moment, _in_windows(weekly[id(planned)], reading))
        return known[key]

    return entries_at


def _by_window(plan: TeamPlan | Former) -> ByWindow:
    """The shifts that are alike but for their agent, each with its place in the planning."""
    found: ByWindow = {}
    levels = _default_levels(plan.levels)
    for place, shift in enumerate(plan.shifts):
        entry = OnCall(shift.agent, shift.level or levels.get(shift.agent, 1), InShift(shift.window))
        found.setdefault(shift.window, []).append((place, entry))
    return found


def _in_windows(by_window: ByWindow, reading: datetime) -> Entries:
    """Those of the windows that hold a reading of the clock, in the order of the planning."""
    found = [one for window, some in by_window.items() if covers(window, reading) for one in some]
    return tuple(entry for _, entry in sorted(found, key=itemgetter(0)))


def _is_weekly(plan: TeamPlan | Former) -> bool:
    """Whether shifts alone decide, and each week of them is like any other."""
    return (
        bool(plan.shifts)
        and not plan.rotations
        and all(shift.first is None and shift.last is None for shift in plan.shifts)
    )


def _changes(plan: TeamPlan, moment: datetime) -> bool:
    """Whether a swap or an override counts at an aware moment."""
    then: list[TeamPlan | Former] = [plan, *_before(plan, moment)]
    legs = ((leg.start, leg.end) for one in then for swap in one.swaps if swap.counts for leg in swap.handovers)
    overrides = ((override.start, override.end) for one in then for override in one.overrides)
    return any(start <= moment < end for start, end in chain(legs, overrides))


def named_at(plan: TeamPlan, moment: datetime) -> Entries:
    """Everybody whom the planning names at an aware moment, absent or not, as often as it names them."""
    entries = list(_rostered(planned_at(plan, moment), wall_clock(moment, plan.timezone)))
    then: list[TeamPlan | Former] = [plan, *_before(plan, moment)]
    for swap in (swap for one in then for swap in one.swaps):
        for leg in swap.handovers if swap.counts else ():
            if leg.start <= moment < leg.end:
                entries = _swapped(plan, entries, leg)
    for override in (override for one in then for override in one.overrides):
        if override.start <= moment < override.end:
            entries = list(_changed(plan, entries, override))
    return tuple(entries)


def planned_at(plan: TeamPlan, moment: datetime) -> TeamPlan | Former:
    """Whose levels, shifts and rotations count at an aware moment."""
    return next((one for one in plan.former if moment < one.until), plan)


def _before(plan: TeamPlan, moment: datetime) -> list[Former]:
    """The plannings that were still to be replaced at an aware moment."""
    return [one for one in plan.former if moment < one.until]


def present(plan: TeamPlan, moment: datetime, entries: Entries) -> Entries:
    """Of those who are named, whoever is there: each once, in order."""
    away = _away(plan, moment, wall_clock(moment, plan.timezone).date())
    return _in_order(plan, [entry for entry in entries if entry.agent not in away])


def _away(plan: TeamPlan, moment: datetime, day: date) -> set[str]:
    """Who is absent, or has left, on the local day of a moment, by the plannings that counted then."""
    return unavailable(plan, day).union(*(_absent(one, day, day) for one in _before(plan, moment)))


def unavailable(plan: TeamPlan, day: date) -> set[str]:
    """The agents who are absent, or have left, on a local day."""
    return away_between(plan, day, day)


def away_between(plan: TeamPlan, first: date, last: date) -> set[str]:
    """The agents who are absent, or have left, on one at least of some local days, both included."""
    return _absent(plan, first, last) | {departure.agent for departure in plan.departures if departure.last < last}


def _absent(plan: TeamPlan | Former, first: date, last: date) -> set[str]:
    return {absence.agent for absence in plan.absences if absence.first <= last and first <= absence.last}


def windows(plan: TeamPlan, start: datetime, end: datetime) -> list[Stretch]:
    """[start, end) cut (UTC) into the longest stretches with one list of agents on call, empty lists included."""
    return stretches(plan, start, end, reader(plan))


def stretches(
    plan: TeamPlan, start: datetime, end: datetime, entries_at: Callable[[datetime], Entries]
) -> list[Stretch]:
    """[start, end) cut (UTC) into the longest stretches on which `entries_at`, which reads the plan, is one list."""
    return longest((here, there, entries_at(here)) for here, there in walk(cuts(plan, start, end), end))


def cuts(plan: TeamPlan, start: datetime, end: datetime) -> set[datetime]:
    """`start`, and the moments (UTC) before `end` at which the planning may change."""
    known: list[TeamPlan | Former] = [plan, *_before(plan, start)]
    dated = [(override.start, override.end) for one in known for override in one.overrides]
    dated += [(leg.start, leg.end) for one in known for swap in one.swaps if swap.counts for leg in swap.handovers]
    moments = [*(moment for span in dated for moment in span), *(one.until for one in plan.former)]
    edges = {moment.astimezone(UTC) for moment in moments if start < moment < end}
    clocks = _clocks(plan).union(*(_clocks(one) for one in plan.former if one.until > start))
    return {start.astimezone(UTC), *boundaries(start, end, plan.timezone, clocks), *edges}


def default_level(plan: TeamPlan | Former, agent: str) -> int:
    """The level of an agent in the team, 1 for one who comes from outside."""
    return _default_levels(plan.levels).get(agent, 1)


def over(shift: Shift, reading: datetime) -> bool:
    """Whether a weekly shift will count no more, once the wall clock reads so."""
    if shift.last is None:
        return False
    overnight = shift.window.end <= shift.window.start
    return reading >= datetime.combine(shift.last, shift.window.end) + timedelta(days=overnight)


def _counts(shift: Shift, reading: datetime, today: int, clock: time) -> bool:
    """Whether the wall clock (its reading, its day of the week, its hour) is in a window begun on one of its days."""
    if not covers_on(shift.window, today, clock):
        return False
    if shift.first is None and shift.last is None:
        return True
    begun = reading.date() - timedelta(days=reading.time() < shift.window.start)
    return (shift.first or begun) <= begun <= (shift.last or begun)


def _rostered(plan: TeamPlan | Former, reading: datetime) -> Iterator[OnCall]:
    if not plan.rotations and all(over(shift, reading) for shift in plan.shifts):
        yield from _whole_team(plan.levels)
    today, clock, levels = reading.weekday(), reading.time(), _default_levels(plan.levels)
    for shift in plan.shifts:
        if _counts(shift, reading, today, clock):
            level = shift.level or levels.get(shift.agent, 1)
            yield OnCall(shift.agent, level, InShift(shift.window))
    for rotation in plan.rotations:
        turn = turn_at(rotation, reading) if rotation.agents else None
        if turn is not None and covers(rotation.window, reading):
            agent = rotation.agents[turn % len(rotation.agents)]
            yield OnCall(agent, rotation.level or default_level(plan, agent), _turn(rotation, turn))


def turn_at(rotation: Rotation, reading: datetime) -> int | None:
    """The turn under way when the wall clock reads so, counted from 0; None before the first hand-over."""
    turn = (reading - handover(rotation, 0)) // timedelta(days=rotation.every_days)
    return turn if turn >= 0 else None


def handover(rotation: Rotation, turn: int) -> datetime:
    """When this turn begins, on the wall clock."""
    wait = 0 if rotation.handover_day is None else (rotation.handover_day - rotation.start.weekday()) % 7
    first = datetime.combine(rotation.start, rotation.handover_time) + timedelta(days=wait)
    return first + timedelta(days=turn * rotation.every_days)


def _turn(rotation: Rotation, turn: int) -> Reason:
    begins, ends = handover(rotation, turn).date(), handover(rotation, turn + 1).date()
    if rotation.every_days == 7:
        return InWeek(rotation.name or None, begins.isocalendar().week)
    return InTurn(rotation.name or None, begins, ends)


def _swapped(plan: TeamPlan, entries: list[OnCall], leg: Handover) -> list[OnCall]:
    """The list after one half of a swap: the taker at the level of the giver, where the giver is named."""
    reason = BySwap(leg.giver, wall_clock(leg.start, plan.timezone).date())
    return [replace(entry, agent=leg.taker, reason=reason) if entry.agent == leg.giver else entry for entry in entries]


def _changed(plan: TeamPlan, entries: list[OnCall], override: Override) -> Iterator[OnCall]:
    """The list after one override. A replacement needs someone on the list to replace, else it changes nothing."""
    day = wall_clock(override.start, plan.timezone).date()
    for entry in entries:
        if entry.agent != override.removes:
            yield entry
        elif override.adds is not None:
            reason = ByOverride(entry.agent, day)
            yield replace(entry, agent=override.adds, level=override.level or entry.level, reason=reason)
    if override.removes is None and override.adds is not None:
        yield OnCall(override.adds, override.level or default_level(plan, override.adds), Added(day))


def _in_order(plan: TeamPlan, entries: list[OnCall]) -> Entries:
    """Each agent once, at the lowest level; by level, then as the team lists them, outsiders last."""
    lowest: dict[str, OnCall] = {}
    for entry in entries:
        if entry.agent not in lowest or entry.level < lowest[entry.agent].level:
            lowest[entry.agent] = entry
    places = _places(plan.levels)
    return tuple(sorted(lowest.values(), key=lambda entry: (entry.level, places.get(entry.agent, len(places)))))


@lru_cache(maxsize=256)
def _whole_team(levels: tuple[tuple[str, ...], ...]) -> Entries:
    """Each agent of the team, at each of their levels."""
    return tuple(OnCall(agent, level, WholeTeam()) for level, agents in enumerate(levels, 1) for agent in agents)


@lru_cache(maxsize=256)
def _default_levels(levels: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    """The level of each agent of the team, the first one where they are in several."""
    return {agent: number for number, agents in reversed(list(enumerate(levels, 1))) for agent in agents}


@lru_cache(maxsize=256)
def _places(levels: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    """The rank of each agent in the order of the team."""
    return {agent: place for place, agent in enumerate(agent for level in levels for agent in level)}


def _clocks(plan: TeamPlan | Former) -> set[time]:
    """The readings of the clock at which the list may change, whatever the day."""
    weekly = [shift.window for shift in plan.shifts] + [rotation.window for rotation in plan.rotations]
    handovers = {rotation.handover_time for rotation in plan.rotations}
    return {time(0)} | handovers | {clock for window in weekly for clock in (window.start, window.end)}
