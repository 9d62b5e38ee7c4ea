"""Whom to offer the call to, next. Pure.

A round is one pass over the agents on call, by level; each agent is rung in `ring.rounds` rounds at most.
An agent held by another call is skipped, not failed: the round costs them nothing (design, law 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from appliance.calls.company import Ring, RingStrategy
from appliance.calls.leg import OfferOutcome
from appliance.planning.rota import OnCall

Wave = tuple[str, ...]  # agents rung together
Load = Mapping[str, Mapping[str, int]]  # team -> agent -> interventions in the team's days of fairness


class Hunt:
    """The search for an agent in one call: which waves of agents are still to be rung."""

    def __init__(self, on_call: Sequence[OnCall], ring: Ring, recent_load: Mapping[str, int]) -> None:
        self._waves = waves(on_call, ring.strategy, recent_load)
        self._rounds_left = {entry.agent: ring.rounds for entry in on_call}

    @property
    def over(self) -> bool:
        """True when every agent has been offered the call as often as they may be."""
        return not any(self._rounds_left.values())

    def one_round(self) -> Iterator[Wave]:
        """The waves of one round, less the agents who are not to be rung again."""
        for wave in self._waves:
            left = tuple(agent for agent in wave if self._rounds_left[agent])
            if left:
                yield left

    def ended(self, agent: str, outcome: OfferOutcome) -> None:
        """Count an offer. An agent who refused is not asked a second time for the same call."""
        self._rounds_left[agent] = 0 if outcome is OfferOutcome.REFUSED else self._rounds_left[agent] - 1


def waves(on_call: Sequence[OnCall], strategy: RingStrategy, recent_load: Mapping[str, int]) -> list[Wave]:
    """Who is rung together, in which order: levels from the first, then the ring strategy within a level."""
    by_level = [
        [entry.agent for entry in level]
        for _, level in groupby(sorted(on_call, key=lambda entry: entry.level), key=lambda entry: entry.level)
    ]
    if strategy is RingStrategy.SIMULTANEOUS:
        return [tuple(level) for level in by_level]
    if strategy is RingStrategy.ROTATING:
        by_level = [sorted(level, key=lambda agent: recent_load.get(agent, 0)) for level in by_level]
    return [(agent,) for level in by_level for agent in level]
