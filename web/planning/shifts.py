"""Everybody whom a planning names, as whole shifts: on call, absent, or nobody where somebody is missed. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import assert_never

from appliance.planning.coverage import common, joined
from appliance.planning.explanation import reason_text
from appliance.planning.reasons import Added, ByOverride, BySwap, InShift, InTurn, InWeek, Reason, WholeTeam
from appliance.planning.rota import TeamPlan, cuts, listed, present
from appliance.planning.spans import Interval, walk

AROUND = timedelta(hours=36)  # how far beyond the week a shift is followed, so that it is told whole
MOST_LANES = 4  # more shifts of one level at once are drawn as one
Place = tuple[int, str, str, Reason | None]  # level, agent, kind, reason
HOLE, AWAY, PLAIN, OVERRIDE, SWAP, ADDED = "hole", "away", "plain", "override", "swap", "added"


@dataclass(frozen=True)
class Shift:
    """Somebody on call (or nobody: HOLE; or absent: AWAY), whole. `agents`: several where they are drawn as one."""

    agents: tuple[str, ...]
    level: int
    start: datetime
    end: datetime
    kind: str
    reason: Reason | None = None


def shifts_of(plan: TeamPlan, start: datetime, end: datetime, called: list[Interval]) -> list[Shift]:
    """Everybody whom the planning names, absent or not, then the holes of [start, end); in order of level and time."""
    held: dict[Place, list[Interval]] = defaultdict(list)
    empty: list[Interval] = []
    first, last = start - AROUND, end + AROUND
    for here, there in walk(cuts(plan, first, last), last):
        named = listed(plan, here)
        entries = present(plan, here, named)
        there_are = {entry.agent for entry in entries}
        places = [(one.level, one.agent, *told(one.reason)) for one in entries]
        places += [(one.level, one.agent, AWAY, None) for one in named if one.agent not in there_are]
        for place in dict.fromkeys(places):
            held[place].append((here, there))
        if not entries:
            empty.append((here, there))
    found = [
        Shift((agent,), level, *span, kind, reason)
        for (level, agent, kind, reason), spans in held.items()
        for span in joined(spans)
    ]
    holes = [Shift((), 0, *hole, HOLE) for hole in common(joined(empty), called)]
    return sorted([*holes, *found], key=in_order)


def told(reason: Reason) -> tuple[str, Reason | None]:
    """What kind of place the rota gives, and why where it is no usual one."""
    match reason:
        case BySwap():
            return SWAP, reason
        case ByOverride():
            return OVERRIDE, reason
        case Added():
            return ADDED, reason
        case WholeTeam() | InShift() | InWeek() | InTurn():
            return PLAIN, None
        case _:
            assert_never(reason)


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
    if shift.kind == AWAY:
        return "absent"
    return reason_text(shift.reason, names) if shift.reason is not None else ""
