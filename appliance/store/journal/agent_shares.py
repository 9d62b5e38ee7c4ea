"""Each agent's share of the calls of customers: those that rang them, those that they took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peewee import Database

from appliance.calls.leg import OfferOutcome
from appliance.store.database import reading
from appliance.store.journal.last_resort import whose_offer
from appliance.store.journal.of_callers import of_customers
from appliance.store.journal.tables import AttemptRow, CallRow


@dataclass(frozen=True)
class AgentShare:
    """Calls, each counted once, however often it rang. `taken`: accepted, be it to hand the caller over."""

    agent: str
    rung: int
    taken: int


def agent_shares(
    database: Database, since: datetime, until: datetime, line: str | None, last_resorts: Mapping[str, str]
) -> list[AgentShare]:
    """Of the calls that began in [since, until), who took most first. Raises StoreError.

    `last_resorts`: the agent behind the last resort of a line, by line.
    """
    query = AttemptRow.select(AttemptRow.agent, AttemptRow.behind, CallRow.line_id, AttemptRow.outcome, CallRow.id)
    query = query.join(CallRow, on=(CallRow.id == AttemptRow.call_id))
    query = query.where(CallRow.started_at >= since, CallRow.started_at < until, *of_customers())
    if line is not None:
        query = query.where(CallRow.line_id == line)
    rung: dict[str, set[str]] = defaultdict(set)
    taken: dict[str, set[str]] = defaultdict(set)
    with reading(database):
        for agent, behind, called, outcome, call in query.tuples().execute(database):
            who = whose_offer(agent, behind, called, last_resorts)
            rung[who].add(call)
            if outcome == OfferOutcome.ACCEPTED.value:
                taken[who].add(call)
    shares = [AgentShare(agent, len(calls), len(taken[agent])) for agent, calls in rung.items()]
    return sorted(shares, key=lambda one: (-one.taken, -one.rung, one.agent))
