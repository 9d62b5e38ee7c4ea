"""What goes with its age: notes of old work, what was sent to people, what the box noted of its own use."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import Database

from appliance.believed import Believed
from appliance.store.outbox.tables import OutboxRow, TidingRow, TryRow
from appliance.store.settings.revisions import forget_revisions
from appliance.store.statements.tables import AdditionRow, EditionWordsRow
from appliance.store.upkeep.personal_data import REGISTRY, column
from appliance.store.upkeep.personal_page import RECORD_DAYS

SENT, USED = "sent", "used"  # kinds of rows that go with their age


def forget_notes(database: Database, moment: datetime) -> None:
    """The notes of interventions without a call have the age of the intervention."""
    old = AdditionRow.call_id.is_null() & (AdditionRow.starts < moment)
    AdditionRow.update(note="").where(old).execute(database)
    closed = EditionWordsRow.call_id.is_null() & (EditionWordsRow.starts < moment)
    EditionWordsRow.update(notes="[]").where(closed).execute(database)


def forget_records(database: Database, now: Believed, told_days: int) -> tuple[int, int]:
    """How many rows are gone of what was sent to people, and of the box's own use. Within `writing`."""
    forget_revisions(database, now)
    moment, told = now - timedelta(days=RECORD_DAYS), now - timedelta(days=told_days)
    gone = {SENT: 0, USED: 0}
    for entry in REGISTRY:
        if entry.aged:
            old = entry.table.delete().where(column(entry, entry.aged) < moment)
            gone[SENT if entry.table in (OutboxRow, TryRow) else USED] += old.execute(database)
    for told_of_calls in (
        TidingRow.delete().where(TidingRow.at < told),
        OutboxRow.delete().where(OutboxRow.call_id.is_null(False), OutboxRow.queued_at < told),
        TryRow.delete().where(TryRow.call_id.is_null(False), TryRow.at < told),
    ):
        gone[SENT] += told_of_calls.execute(database)
    return gone[SENT], gone[USED]
