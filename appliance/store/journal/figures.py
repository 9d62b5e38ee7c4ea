"""What figures of the journal are made of: calls, the ways that they took, offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from peewee import SQL, Database, fn

from appliance.calls.figures import PastCall, PastOffer
from appliance.calls.instructions import KEY
from appliance.calls.steps import Step
from appliance.company.model import Audience
from appliance.store.database import reading
from appliance.store.journal.last_resort import offered_to
from appliance.store.journal.lost_calls import left_a_message
from appliance.store.journal.of_callers import of_callers, of_customers
from appliance.store.journal.tables import AttemptRow, CallRow, StepRow

OF_A_CHOICE = (Step.GREETING.value, Step.MENU.value, Step.HUNT.value, KEY)


def past_calls(database: Database, since: datetime, until: datetime, line: str | None = None) -> list[PastCall]:
    """The calls of customers that began in [since, until) and are over: an agent at their menu is no customer.

    Raises StoreError.
    """
    query = CallRow.select(
        CallRow.started_at,
        CallRow.connected_at,
        CallRow.outcome,
        CallRow.line_id,
        CallRow.id,
        left_a_message(),
    ).where(
        CallRow.started_at >= since,
        CallRow.started_at < until,
        *of_customers(),
    )
    if line is not None:
        query = query.where(CallRow.line_id == line)
    with reading(database):
        return [PastCall(*row) for row in query.tuples().execute(database)]


def ways_of(database: Database, since: datetime, until: datetime, line: str) -> dict[str, list[dict[str, str]]]:
    """What tells which choice each call of a line that began in [since, until) made: steps and keys. StoreError."""
    query = StepRow.select(StepRow.call_id, StepRow.name, StepRow.detail)
    query = query.join(CallRow, on=(CallRow.id == StepRow.call_id)).order_by(StepRow.call_id, StepRow.number)
    query = query.where(
        CallRow.started_at >= since, CallRow.started_at < until, CallRow.line_id == line, StepRow.name.in_(OF_A_CHOICE)
    )
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with reading(database):
        for call, name, detail in query.tuples().execute(database):
            found[call].append({"name": name, "detail": detail})
    return found


def past_waits(database: Database, since: datetime, line: str) -> list[float | None]:
    """Of the customers of this line who were searched for since then, and whose call is over: the seconds from the
    beginning of the search to an answer; None where nobody answered. Raises StoreError."""
    query = StepRow.select(fn.MIN(StepRow.at), CallRow.connected_at).join(CallRow, on=(CallRow.id == StepRow.call_id))
    query = query.where(
        StepRow.name == Step.HUNT.value,
        CallRow.started_at >= since,
        CallRow.line_id == line,
        CallRow.audience == Audience.CUSTOMERS.value,
        CallRow.ended_at.is_null(False),
    )
    query = query.group_by(CallRow.id, CallRow.connected_at)
    with reading(database):
        rows = list(query.tuples().execute(database))
    return [None if connected is None else (connected - began).total_seconds() for began, connected in rows]


def past_offers(
    database: Database,
    since: datetime,
    until: datetime,
    line: str | None = None,
    last_resorts: Mapping[str, str] | None = None,
) -> list[PastOffer]:
    """The telephones rung in [since, until), for calls of any line or of one; those alike together. Raises StoreError.

    `last_resorts`: the agent behind the last resort of a line, who is credited with it as in their statement.
    """
    who = offered_to(last_resorts or {})
    query = AttemptRow.select(who.alias("who"), AttemptRow.outcome, fn.COUNT(SQL("*")))
    query = query.join(CallRow, on=(CallRow.id == AttemptRow.call_id))
    query = query.where(AttemptRow.at >= since, AttemptRow.at < until, of_callers())
    if line is not None:
        query = query.where(CallRow.line_id == line)
    with reading(database):
        rows = database.execute(query.group_by(SQL("who"), AttemptRow.outcome)).fetchall()
    return [PastOffer(agent, outcome, times) for agent, outcome, times in rows]
