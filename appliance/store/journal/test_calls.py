"""The box's own calls, which are in the journal and in no figure."""

from __future__ import annotations

from peewee import Database

from appliance.store.database import writing
from appliance.store.journal.tables import CallRow

OURS = "test"  # in the place of an audience: neither customers nor staff
OF_A_CALLBACK = "callback"  # the same, of a caller whom we call: nobody waited for an answer


def mark_as_test(database: Database, call_id: str) -> None:
    """This call was placed by the box itself: it stays in the journal, and counts in no figure. Raises StoreError."""
    with writing(database):
        CallRow.update(audience=OURS).where(CallRow.id == call_id).execute(database)
