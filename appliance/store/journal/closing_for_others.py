"""Calls closed for a box of which nothing is heard any more. Raises StoreError."""

from __future__ import annotations

from datetime import datetime

from peewee import Database

from appliance.store.database import reading, writing
from appliance.store.journal.reconcile import close_orphan
from appliance.store.journal.reopening import END, OUTCOME
from appliance.store.journal.tables import CallRow


def open_calls_of(database: Database, box: str) -> dict[str, datetime]:
    """The calls of a box that are open in the journal, and when each began, on the company's clock."""
    query = CallRow.select(CallRow.id, CallRow.started_at).where(CallRow.ended_at.is_null(), CallRow.box == box)
    with reading(database):
        return dict(query.tuples().execute(database))


def close_for(database: Database, call: str, end: datetime) -> None:
    """Close a call whose box cannot: told as one whose caller was left without an answer, unless one is known."""
    still_open = CallRow.select(CallRow.outcome).where(CallRow.id == call, CallRow.ended_at.is_null())
    with writing(database):
        row = still_open.tuples().first(database)
        if row is not None:
            CallRow.update(closed_for=END if row[0] else OUTCOME).where(CallRow.id == call).execute(database)
            close_orphan(database, call, (), end, fallback=False)
