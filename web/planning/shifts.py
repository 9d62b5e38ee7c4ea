"""Everybody on call in a planning, as whole shifts, and nobody where somebody is missed. Pure.

Somebody is missed where nobody at all is on call, and where nobody of the first level is, whoever else would answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import assert_never

from appliance.checks.presence import first_level
from appliance.planning.coverage import common, joined
from appliance.planning.explanation import reason_text
from appliance.planning.reasons import Added, ByOverride, BySwap, InShift, InTurn, InWeek, Reason, WholeTeam
from appliance.planning.rota import Entries, cuts, reader
from appliance.planning.spans import Interval, walk
from appliance.planning.team_plan import TeamPlan

FOLLOWED = timedelta(days=15)  # how far beyond the days that are drawn a shift is followed, so that it is told whole
MOST_ALIKE = 4  # more shifts of one level and the same hours are drawn as one
Place = tuple[int, str, str, Reason | None]  # level, agent, kind, reason
Places = frozenset[Place]
PlacesAt = Callable[[datetime], Places]
Held = dict[Place, list[Interval]]
Alike = tuple[int, Interval, str, Reason | None]  # a place and its hours, whoever holds it
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
    """Those who are on call in [start, end), whole, and who is missed; in order of level and time.

    Where many agents of one level hold the same hours, one shift for all of them.
    """
    held: Held = defaultdict(list)
    empty: dict[str, list[Interval]] = {HOLE: [], LACK: []}
    lead, places_at = lead_of(plan, start), reader_of_places(plan)
    since: dict[Place, datetime] = {}
    before: Places = frozenset()
    for here, there in walk(cuts(plan, start, end), end):
        places = places_at(here)
        for place in before - places:
            held[place].append((since.pop(place), here))
        since.update(dict.fromkeys(places - before, here))
        before = places
        if not any(level <= lead for level, *_ in places):
            empty[LACK if places else HOLE].append((here, there))
    for place in before:
        held[place].append((since[place], end.astimezone(UTC)))
    first, last = start - FOLLOWED, end + FOLLOWED
    follow(places_at, held, touching(held, end, 1), walk(cuts(plan, end, last), last))
    follow(places_at, held, touching(held, start, 0), reversed(list(walk(cuts(plan, first, start), start))))
    together: dict[Alike, list[str]] = defaultdict(list)
    for (level, agent, kind, reason), spans in held.items():
        for span in joined(sorted(spans)):
            together[level, span, kind, reason].append(agent)
    found = [
        Shift(agents, level, *span, kind, reason, begun_before=span[0] <= first, goes_on=span[1] >= last)
        for (level, span, kind, reason), alike in together.items()
        for agents in drawn_as(alike)
    ]
    holes = [Shift((), lead, *one, kind) for kind, spans in empty.items() for one in common(joined(spans), called)]
    return sorted([*holes, *found], key=in_order)


def drawn_as(alike: list[str]) -> list[tuple[str, ...]]:
    """The agents of each shift that is drawn, of those who hold the same hours: one for all of many."""
    return [tuple(sorted(alike))] if len(alike) > MOST_ALIKE else [(agent,) for agent in alike]


def lead_of(plan: TeamPlan, moment: datetime) -> int:
    """The level that is called first: that of the team's first members, else the lowest that its planning fills."""
    return 1 if plan.levels and plan.levels[0] else first_level(plan, moment)


def reader_of_places(plan: TeamPlan) -> PlacesAt:
    """Who is on call at a moment, and how; what is told of one list, or of one of its entries, is told once."""
    on_call = reader(plan)
    known: dict[int, tuple[Entries, Places]] = {}
    of_one: dict[int, Place] = {}  # by the identity of entries of the lists that are known

    def places_at(moment: datetime) -> Places:
        entries = on_call(moment)
        if id(entries) not in known:  # kept with its list, so that no other has its identity
            new = {id(one): (one.level, one.agent, *told(one.reason)) for one in entries if id(one) not in of_one}
            of_one.update(new)
            known[id(entries)] = entries, frozenset(of_one[id(one)] for one in entries)
        return known[id(entries)][1]

    return places_at


def touching(held: Held, moment: datetime, side: int) -> set[Place]:
    """The places that are held up to a moment (`side` 1), or from it on (0)."""
    return {place for place, spans in held.items() if any(span[side] == moment for span in spans)}


def follow(places_at: PlacesAt, held: Held, places: set[Place], spans: Iterable[Interval]) -> None:
    """Add to the places what goes on without a break, one span after the other, until all have ended."""
    for here, there in spans:
        if not places:
            return
        places &= places_at(here)
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


def why(shift: Shift, names: dict[str, str]) -> str:
    """« remplace Claire Durand (remplacement du 24/12) », « absent », or nothing."""
    if shift.kind == AWAY:
        return "absent"
    return reason_text(shift.reason, names) if shift.reason is not None else ""
