"""Calls that another box closed, open again for whoever knows how they ended: their own box. Raises StoreError.

`calls.closed_for` says what was assumed: the end alone (somebody had answered), or the outcome too.
"""

from __future__ import annotations

from peewee import Database, Expression

from appliance.store.journal.tables import CallRow

END, OUTCOME = "end", "outcome"


def reopen(database: Database, wanted: Expression) -> None:
    """Take back what was assumed of these calls. Within a transaction."""
    CallRow.update(outcome=None).where(wanted, CallRow.closed_for == OUTCOME).execute(database)
    again = CallRow.update(ended_at=None, closed_for=None).where(wanted, CallRow.closed_for.is_null(False))
    again.execute(database)
