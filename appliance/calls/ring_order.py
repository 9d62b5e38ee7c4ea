"""Whom to offer the call to, next. Pure.

A round is one pass over the agents on call, by level; each agent is rung in `ring.rounds` rounds at most, in each of
them a second time at once where `ring.twice` says so and the first call was not answered.
An agent held by another call is skipped, not failed: the round costs them nothing (design, law 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from appliance.calls.leg import OfferOutcome, is_unanswered
from appliance.company.model import Ring, RingStrategy, Team
from appliance.planning.rota import OnCall

Wave = tuple[str, ...]  # agents rung together
Load = Mapping[str, Mapping[str, int]]  # team -> agent -> interventions in the team's days of fairness
RecentLoad = Callable[[Team], Mapping[str, int]]  # the same of one team, when it is asked


def known(load: Load) -> RecentLoad:
    """As it was counted before."""
    return lambda team: load.get(team.id, {})


class RingOrder:
    """The search for an agent in one call: which waves of agents are still to be rung.

    `on_call` tells who is on call now, and is asked before each wave: who comes on duty during the call has their
    place in it, who goes off duty has none any more. `first`: rung before the others, alone, if they are on call.
    """

    def __init__(
        self,
        on_call: Callable[[], Sequence[OnCall]],
        ring: Ring,
        recent_load: Mapping[str, int],
        first: str | None = None,
    ) -> None:
        self._on_call, self._ring, self._load, self._first = on_call, ring, recent_load, first
        self._rounds_left: dict[str, int] = {}  # of the agents who were rung
        self._unanswered: set[str] = set()  # by whom the last offer was left so
        self._second: frozenset[str] = frozenset()  # those who are being rung a second time in this round

    @property
    def over(self) -> bool:
        """True when every agent on call has been offered the call as often as they may be."""
        return not any(self.may_ring(entry.agent) for entry in self._on_call())

    def may_ring(self, agent: str) -> bool:
        """Whether this agent may be offered the call, were they on call."""
        return self._rounds_left.get(agent, self._ring.rounds) > 0

    def one_round(self) -> Iterator[Wave]:
        """The waves of one round, less the agents who are not to be rung again."""
        had: set[str] = set()
        while wave := self._next_wave(had):
            had |= set(wave)
            self._unanswered -= set(wave)
            yield wave
            if self._ring.twice and (second := self._left_unanswered(wave)):
                self._second = frozenset(second)
                yield second
                self._second = frozenset()

    def ended(self, agent: str, outcome: OfferOutcome) -> None:
        """Count an offer. An agent who refused is not asked a second time for the same call; one who accepted, and was
        lost since, may be asked as often as before."""
        counts = agent not in self._second and outcome is not OfferOutcome.ACCEPTED
        left = self._rounds_left.get(agent, self._ring.rounds) - counts
        self._rounds_left[agent] = 0 if outcome is OfferOutcome.REFUSED else left
        (self._unanswered.add if is_unanswered(outcome) else self._unanswered.discard)(agent)

    def _left_unanswered(self, wave: Wave) -> Wave:
        """Those of a wave who did not answer, and are on call still."""
        there = {entry.agent for entry in self._on_call()}
        return tuple(agent for agent in wave if agent in self._unanswered & there)

    def _next_wave(self, had: set[str]) -> Wave:
        """The first wave of those on call now that has somebody left; empty at the end of the round."""
        on_call = self._on_call()
        before = [(one.agent,) for one in on_call if one.agent == self._first][:1]
        for wave in [*before, *waves(on_call, self._ring.strategy, self._load)]:
            left = tuple(agent for agent in wave if agent not in had and self.may_ring(agent))
            if left:
                return left
        return ()


def after(
    agent: str, on_call: Sequence[OnCall], strategy: RingStrategy, recent_load: Mapping[str, int]
) -> list[OnCall]:
    """Those on call less this agent: who comes after them in the order first, then who comes before."""
    order = waves(on_call, strategy, recent_load)
    place = next((place for place, wave in enumerate(order) if agent in wave), 0)
    before = {one for wave in order[:place] for one in wave}
    last = max((entry.level for entry in on_call), default=0)
    return [
        replace(entry, level=entry.level + last if entry.agent in before else entry.level)
        for entry in on_call
        if entry.agent != agent
    ]


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
