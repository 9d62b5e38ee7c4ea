"""Each agent's share of the calls of customers: those that rang them, those that they took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peewee import SQL, Case, Database, fn

from appliance.calls.leg import OfferOutcome
from appliance.store.database import reading
from appliance.store.journal.last_resort import offered_to
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
    taken = Case(None, [(AttemptRow.outcome == OfferOutcome.ACCEPTED.value, CallRow.id)])
    query = AttemptRow.select(
        offered_to(last_resorts).alias("who"), fn.COUNT(CallRow.id.distinct()), fn.COUNT(taken.distinct())
    )
    query = query.join(CallRow, on=(CallRow.id == AttemptRow.call_id)).group_by(SQL("who"))
    query = query.where(CallRow.started_at >= since, CallRow.started_at < until, *of_customers())
    if line is not None:
        query = query.where(CallRow.line_id == line)
    with reading(database):
        shares = [AgentShare(*row) for row in database.execute(query).fetchall()]
    return sorted(shares, key=lambda one: (-one.taken, -one.rung, one.agent))
