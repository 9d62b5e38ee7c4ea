"""Which lost calls somebody has taken charge of, and which still wait for somebody."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import Database

from appliance.store.database import reading
from appliance.store.outbox.tables import TidingRow
from appliance.store.outbox.tidings import Kind

LOST = (Kind.UNANSWERED.value, Kind.ABANDONED.value)


def charges_of(database: Database, calls: Sequence[str]) -> dict[str, str | None]:
    """Of these calls, those that were told as lost: who has each, None where nobody has yet. Raises StoreError."""
    query = TidingRow.select(TidingRow.call_id, TidingRow.taken_by)
    query = query.where(TidingRow.call_id.in_(list(calls)), TidingRow.kind.in_(LOST))
    with reading(database):
        return dict(query.tuples().execute(database))


def free_for(database: Database, calls: Sequence[str], agent: str) -> set[str]:
    """Of these calls, those that were told as lost, and that nobody but this agent has. Raises StoreError."""
    query = TidingRow.select(TidingRow.call_id, TidingRow.taken_at, TidingRow.taken_agent)
    query = query.where(TidingRow.call_id.in_(list(calls)), TidingRow.kind.in_(LOST))
    with reading(database):
        told = list(query.tuples().execute(database))
    return {call for call, *_ in told} - {call for call, at, by in told if at is not None and by != agent}
