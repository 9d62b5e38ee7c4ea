"""Everybody on call in a planning, as whole shifts, and nobody where somebody is missed. Pure.

Somebody is missed where nobody at all is on call, and where nobody of the first level is, whoever else would answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import assert_never

from appliance.checks.presence import first_level
from appliance.planning.coverage import common, joined
from appliance.planning.explanation import reason_text
from appliance.planning.reasons import Added, ByOverride, BySwap, InShift, InTurn, InWeek, Reason, WholeTeam
from appliance.planning.rota import cuts, on_call
from appliance.planning.spans import Interval, walk
from appliance.planning.team_plan import TeamPlan

FOLLOWED = timedelta(days=15)  # how far beyond the days that are drawn a shift is followed, so that it is told whole
MOST_ALIKE = 4  # more shifts of one level and the same hours are drawn as one
Place = tuple[int, str, str, Reason | None]  # level, agent, kind, reason
Held = dict[Place, list[Interval]]
HOLE, LACK, AWAY, PLAIN, OVERRIDE, SWAP, ADDED = "hole", "lack", "away", "plain", "override", "swap", "added"
MISSED = frozenset({HOLE, LACK})  # by nobody at all, by nobody of the first level


@dataclass(frozen=True)
class Shift:
    """Somebody on call, or nobody (MISSED), or absent (AWAY), whole. `agents`: several where they are drawn as one.

    `begun_before`, `goes_on`: it began before, or ends after, what was looked at: when is not told.
    """

    agents: tuple[str, ...]
    level: int
    start: datetime
    end: datetime
    kind: str
    reason: Reason | None = None
    begun_before: bool = False
    goes_on: bool = False


def shifts_of(plan: TeamPlan, start: datetime, end: datetime, called: list[Interval]) -> list[Shift]:
    """Those who are on call in [start, end), whole, and who is missed; in order of level and time."""
    held: Held = defaultdict(list)
    empty: dict[str, list[Interval]] = {HOLE: [], LACK: []}
    lead = lead_of(plan, start)
    for here, there in walk(cuts(plan, start, end), end):
        places = places_at(plan, here)
        for place in places:
            held[place].append((here, there))
        if not any(level <= lead for level, *_ in places):
            empty[LACK if places else HOLE].append((here, there))
    first, last = start - FOLLOWED, end + FOLLOWED
    follow(plan, held, touching(held, end, 1), walk(cuts(plan, end, last), last))
    follow(plan, held, touching(held, start, 0), reversed(list(walk(cuts(plan, first, start), start))))
    found = [
        Shift((agent,), level, *span, kind, reason, begun_before=span[0] <= first, goes_on=span[1] >= last)
        for (level, agent, kind, reason), spans in held.items()
        for span in joined(sorted(spans))
    ]
    holes = [Shift((), lead, *one, kind) for kind, spans in empty.items() for one in common(joined(spans), called)]
    return sorted([*holes, *found], key=in_order)


def lead_of(plan: TeamPlan, moment: datetime) -> int:
    """The level that is called first: that of the team's first members, else the lowest that its planning fills."""
    return 1 if plan.levels and plan.levels[0] else first_level(plan, moment)


def places_at(plan: TeamPlan, moment: datetime) -> set[Place]:
    """Who is on call at a moment, and how."""
    return {(one.level, one.agent, *told(one.reason)) for one in on_call(plan, moment)}


def touching(held: Held, moment: datetime, side: int) -> set[Place]:
    """The places that are held up to a moment (`side` 1), or from it on (0)."""
    return {place for place, spans in held.items() if any(span[side] == moment for span in spans)}


def follow(plan: TeamPlan, held: Held, places: set[Place], spans: Iterable[Interval]) -> None:
    """Add to the places what goes on without a break, one span after the other, until all have ended."""
    for here, there in spans:
        if not places:
            return
        places &= places_at(plan, here)
        for place in places:
            held[place].append((here, there))


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
        found += alike if len(alike) <= MOST_ALIKE else [replace(alike[0], agents=crowd)]
    return sorted(found, key=in_order)


def why(shift: Shift, names: dict[str, str]) -> str:
    """« remplace Claire Durand (remplacement du 24/12) », « absent », or nothing."""
    if shift.kind == AWAY:
        return "absent"
    return reason_text(shift.reason, names) if shift.reason is not None else ""
