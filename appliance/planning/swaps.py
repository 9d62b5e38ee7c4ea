"""Swaps that get in each other's way: one place cannot change hands twice at once. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from appliance.planning.team_plan import Handover, Swap


def clashes(swaps: Sequence[Swap], names: Mapping[str, str] | None = None) -> Iterator[tuple[int, str]]:
    """Each swap that clashes with an earlier one of its team, or with itself: its place in the list, and why.

    `names`: of the agents, for whom reads it on a page; a company's file knows them by their identifiers.

    Two clash when one agent is in both at the same moment: nobody could say whose place it is. A refused swap is out
    of the game; one that is still pending is in it, since it may be agreed at any time.
    """
    earlier: list[Handover] = []
    for place, swap in enumerate(swaps):
        if swap.refused is not None:
            continue
        sentence = _clash(swap, earlier, names or {})
        if sentence is not None:
            yield place, sentence
        earlier += swap.handovers


def _clash(swap: Swap, earlier: Sequence[Handover], names: Mapping[str, str]) -> str | None:
    for number, leg in enumerate(swap.handovers):
        others = [*earlier, *swap.handovers[:number]]
        near = [other for other in others if other.start < leg.end and leg.start < other.end]
        round_trip = _back_to_giver(leg, near)
        if round_trip is not None:
            circle = " → ".join(names.get(agent, agent) for agent in round_trip)
            return (
                f"Cet échange tourne en rond ({circle}) dans les mêmes heures : "
                "gardez un seul sens, ou changez les dates."
            )
        shared = next(
            (agent for one in near for agent in (leg.giver, leg.taker) if agent in (one.giver, one.taker)), ""
        )
        if shared:
            who = names.get(shared, f"« {shared} »")
            return f"{who} a déjà un autre échange dans ces heures : refusez l'un des deux, ou changez les dates."
    return None


def _back_to_giver(leg: Handover, others: Sequence[Handover]) -> tuple[str, ...] | None:
    """The agents through whom the giver's place would come back to the giver, both ends included."""
    paths: list[tuple[str, ...]] = [(leg.giver, leg.taker)]
    seen = {leg.taker}
    while paths:
        path = paths.pop(0)
        for other in others:
            if other.giver == path[-1] and other.taker == leg.giver:
                return (*path, leg.giver)
            if other.giver == path[-1] and other.taker not in seen:
                seen.add(other.taker)
                paths.append((*path, other.taker))
    return None
