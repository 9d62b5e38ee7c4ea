"""What callers said can wait, and is not done yet."""

from __future__ import annotations

from peewee import Database, fn

from appliance.store.accounts.tables import CareRow
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading
from appliance.store.journal.tables import MessageRow


def left_for_later(database: Database) -> int:
    """How many messages are neither dealt with nor deleted, and how many callbacks not closed, together. StoreError."""
    care = (CareRow.call_id == MessageRow.call_id) & (CareRow.file == MessageRow.file)
    settled = CareRow.done_at.is_null(False) | CareRow.deleted_at.is_null(False)
    messages = MessageRow.select().where(
        MessageRow.waits_until.is_null(False), ~fn.EXISTS(CareRow.select(CareRow.call_id).where(care, settled))
    )
    callbacks = CallbackRow.select().where(CallbackRow.waits_until.is_null(False), CallbackRow.ended_at.is_null())
    with reading(database):
        return int(messages.count(database)) + int(callbacks.count(database))
