"""What one kind of question is made of: when it is to be asked, in what words, and what follows of its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company, Line
from appliance.prompts.catalogue import Sentence
from appliance.store.asks.queue import Ask, Ending
from appliance.store.outbox.queue import NewDelivery


@dataclass(frozen=True)
class MetAgent:
    """One of two agents who are joined: what they hear first, once they have accepted (off the hub, may raise
    StoreError), once they have refused, and last where the other does not come, by how that ended.
    """

    agent: str
    question: Sentence
    briefing: Callable[[], list[Sentence | Path]]
    refused: Sentence
    alone: Callable[[OfferOutcome], Sentence]


@dataclass(frozen=True)
class AskedWords:
    """By which line an agent is rung, and what they hear: first of all, after key 1, after key 2.

    `met`: the agent and another, where both are rung, and joined.
    """

    line: Line
    question: Sentence
    confirmed: Sentence
    refused: Sentence
    met: tuple[MetAgent, MetAgent] | None = None


class Asking(Protocol):
    """One kind of question. `now`: on the company's clock. All of it runs in a thread, and may raise StoreError."""

    def plan(self, company: Company, now: datetime) -> None:
        """Write what is to be asked soon, once."""

    def words(self, company: Company, ask: Ask, now: datetime) -> AskedWords | None:
        """What is asked now; None where it is no more to be asked."""

    def over(self, company: Company, ask: Ask, ending: Ending, now: datetime) -> list[NewDelivery]:
        """What follows of its end, within the transaction that writes it; what others are told."""
