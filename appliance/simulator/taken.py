"""Who took the simulated calls, for the teams that rotate: whoever took the fewest is rung first. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from appliance.calls.ring_order import Load
from appliance.company.model import Company, RingStrategy


class TakenCalls:
    """The calls taken since the demonstration began, each at the moment (aware) at which its caller dialled.

    That moment is chosen on the page: a call played again at the same one comes after the first.
    """

    def __init__(self) -> None:
        self._taken: list[tuple[str, datetime]] = []

    def note(self, agent: str, dialled: datetime) -> None:
        """An agent took the call dialled then."""
        self._taken.append((agent, dialled))

    def load(self, company: Company, moment: datetime) -> Load:
        """For each team that rotates, what every agent took in its days of fairness before the moment."""
        rotating = [team for team in company.teams.values() if team.ring.strategy is RingStrategy.ROTATING]
        return {team.id: self._since(moment - timedelta(days=team.ring.fairness_days), moment) for team in rotating}

    def _since(self, start: datetime, end: datetime) -> Counter[str]:
        return Counter(agent for agent, dialled in self._taken if start <= dialled <= end)
