"""Everybody whom a planning names, as whole shifts: on call, absent, or nobody where somebody is missed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, groupby, pairwise

from appliance.planning.coverage import Interval, common, joined
from appliance.planning.explanation import REPLACES, with_names
from appliance.planning.rota import TeamPlan, cuts, listed, present
from appliance.planning.spans import merged

AROUND = timedelta(hours=36)  # how far beyond the week a shift is followed, so that it is told whole
MOST_LANES = 4  # more shifts of one level at once are drawn as one
HOLE, AWAY, PLAIN, OVERRIDE, SWAP, ADDED = "hole", "away", "plain", "override", "swap", "added"


@dataclass(frozen=True)
class Shift:
    """Somebody on call (or nobody: HOLE; or absent: AWAY), whole. `agents`: several where they are drawn as one."""

    agents: tuple[str, ...]
    level: int
    start: datetime
    end: datetime
    kind: str
    reason: str = ""


def shifts_of(plan: TeamPlan, start: datetime, end: datetime, called: list[Interval]) -> list[Shift]:
    """Everybody whom the planning names, absent or not, then the holes of [start, end); in order of level and time."""
    pieces: list[Shift] = []
    empty: list[Interval] = []
    first, last = start - AROUND, end + AROUND
    for here, there in pairwise([*sorted(cuts(plan, first, last)), last.astimezone(UTC)]):
        named = listed(plan, here)
        entries = present(plan, here, named)
        there_are = {entry.agent for entry in entries}
        pieces += [Shift((one.agent,), one.level, here, there, *told(one.reason)) for one in entries]
        away = {one.agent: one for one in named if one.agent not in there_are}
        pieces += [Shift((agent,), one.level, here, there, AWAY) for agent, one in away.items()]
        if not entries:
            empty.append((here, there))
    holes = common(joined(empty), called)
    return [*(Shift((), 0, here, there, HOLE) for here, there in holes), *whole(pieces)]


def told(reason: str) -> tuple[str, str]:
    """What kind of place the reason of the rota tells of, and the reason where it is no usual one."""
    if found := REPLACES.match(reason):
        return (SWAP if found[2] == "échange" else OVERRIDE), reason
    return (ADDED, reason) if reason.startswith("ajout du") else (PLAIN, "")


def whole(pieces: Iterable[Shift]) -> list[Shift]:
    """The pieces of one place that touch made one."""
    found: list[Shift] = []
    for place, touching in groupby(sorted(pieces, key=lambda one: (place_of(one), one.start)), key=place_of):
        for start, end in merged((one.start, one.end) for one in touching):
            found.append(Shift(place[1], place[0], start, end, *place[2:]))
    return sorted(found, key=in_order)


def place_of(one: Shift) -> tuple[int, tuple[str, ...], str, str]:
    return one.level, one.agents, one.kind, one.reason


def in_order(one: Shift) -> tuple[int, datetime, tuple[str, ...]]:
    return one.level, one.start, one.agents


def crowds(shifts: list[Shift]) -> list[Shift]:
    """Where many agents of one level hold the same hours, one shift for all of them."""
    together: dict[tuple[object, ...], list[Shift]] = defaultdict(list)
    for one in shifts:
        together[one.level, one.start, one.end, one.kind, one.reason].append(one)
    found: list[Shift] = []
    for alike in together.values():
        crowd = tuple(chain.from_iterable(one.agents for one in alike))
        found += alike if len(alike) <= MOST_LANES else [replace(alike[0], agents=crowd)]
    return sorted(found, key=in_order)


def why(shift: Shift, names: dict[str, str]) -> str:
    """« remplace Claire Durand (remplacement du 24/12) », « absent », or nothing."""
    return "absent" if shift.kind == AWAY else with_names(shift.reason, names)
