"""Coverage: when nobody is on call, or one agent alone, twice, or though absent. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from appliance.planning.rota import cuts, named_at, present, windows
from appliance.planning.spans import Interval, longest, walk
from appliance.planning.team_plan import TeamPlan

ByAgent = Mapping[str, list[Interval]]
Key = TypeVar("Key", bound=Hashable)
HORIZONS = (2, 16, 130, 400)  # days searched for the next gap, the near ones first


@dataclass(frozen=True)
class Coverage:
    """What may be wrong with a planning on an interval, as the longest intervals (UTC), in order.

    `alone`: an agent with nobody else of the team, at any level. `doubled`: an agent whom the planning names twice at
    once. `away`: an agent whom the planning names though absent, or gone.
    """

    gaps: list[Interval]
    alone: ByAgent
    doubled: ByAgent
    away: ByAgent


def coverage(plan: TeamPlan, start: datetime, end: datetime) -> Coverage:
    """All of it, in one walk over [start, end)."""
    empty: list[Interval] = []
    alone: dict[str, list[Interval]] = defaultdict(list)
    doubled: dict[str, list[Interval]] = defaultdict(list)
    away: dict[str, list[Interval]] = defaultdict(list)
    for here, there in walk(cuts(plan, start, end), end):
        named = named_at(plan, here)
        there_are = {entry.agent for entry in present(plan, here, named)}
        counts = Counter(entry.agent for entry in named)
        found = [(away, agent) for agent in counts if agent not in there_are]
        found += [(doubled, agent) for agent, times in counts.items() if times > 1]
        found += [(alone, agent) for agent in there_are if len(there_are) == 1]
        for by_agent, agent in found:
            by_agent[agent].append((here, there))
        if not there_are:
            empty.append((here, there))
    return Coverage(joined(empty), *(_joined_each(by_agent) for by_agent in (alone, doubled, away)))


def _joined_each(by_agent: ByAgent) -> ByAgent:
    return {agent: joined(intervals) for agent, intervals in by_agent.items()}


def presence(plan: TeamPlan, start: datetime, end: datetime) -> ByAgent:
    """When each agent is on call, at any level."""
    found: dict[str, list[Interval]] = defaultdict(list)
    for here, there, entries in windows(plan, start, end):
        for entry in entries:
            found[entry.agent].append((here, there))
    return _joined_each(found)


def covered(plan: TeamPlan, moment: datetime, days: int) -> bool:
    """Whether somebody is on call at every moment of the next days."""
    return not gaps(plan, moment, moment + timedelta(days=days))


def at_once(held: Mapping[Key, Sequence[Interval]]) -> list[tuple[datetime, datetime, frozenset[Key]]]:
    """When several of these hold together, and which: the longest stretches of one set of at least two."""
    edges: dict[datetime, list[tuple[Key, int]]] = defaultdict(list)
    for key, intervals in held.items():
        for start, end in intervals:
            edges[start].append((key, 1))
            edges[end].append((key, -1))
    open_now: Counter[Key] = Counter()
    found: list[tuple[datetime, datetime, frozenset[Key]]] = []
    for here, there in pairwise(sorted(edges)):
        for key, step in edges[here]:
            open_now[key] += step
        together = frozenset(key for key, times in open_now.items() if times > 0)
        if len(together) > 1:
            found.append((here, there, together))
    return longest(found)


def gaps(plan: TeamPlan, start: datetime, end: datetime, level: int | None = None) -> list[Interval]:
    """The longest intervals (UTC) of [start, end) with nobody on call, or nobody of this level."""
    empty = [
        (here, there)
        for here, there, entries in windows(plan, start, end)
        if not any(level is None or entry.level == level for entry in entries)
    ]
    return joined(empty)


def joined(intervals: list[Interval]) -> list[Interval]:
    """Intervals in order, those that touch made one."""
    return [(here, there) for here, there, _ in longest((*interval, None) for interval in intervals)]


def common(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """What two lists of intervals have in common: the gaps of a team within the hours in which a line calls it."""
    both = [(max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) < min(b, d)]
    return joined(sorted(both))


def without(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """The first intervals less the others; both in order and apart."""
    rest: list[Interval] = []
    for start, end in left:
        for begins, ends in right:
            if begins < end and ends > start:
                if start < begins:
                    rest.append((start, begins))
                start = ends
        if start < end:
            rest.append((start, end))
    return rest
