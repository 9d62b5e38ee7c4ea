"""When machines last called, by the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from peewee import Database, fn

from appliance.store.database import reading
from appliance.store.journal.tables import CallRow


def last_calls(database: Database, numbers: Sequence[str]) -> dict[str, datetime]:
    """When each of these numbers (E.164) last called, or was called (UTC); nothing where it never did. StoreError."""
    found: dict[str, datetime] = {}
    with reading(database):
        for column in (CallRow.caller, CallRow.called):
            query = CallRow.select(column, fn.MAX(CallRow.started_at)).where(column.in_(list(numbers)))
            for number, at in query.group_by(column).tuples().execute(database):
                found[number] = max(found.get(number, at), at)
    return found
