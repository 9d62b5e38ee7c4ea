"""The calls whose caller somebody has still to ring back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import Database, fn

from appliance.store.accounts.tables import CareRow
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading
from appliance.store.journal.message_followup import Message, all_messages
from appliance.store.journal.tables import CallRow, MessageRow
from appliance.store.outbox.charges import LOST
from appliance.store.outbox.tables import TidingRow


def untaken() -> Any:
    """What a query asks of a call: lost, people told of it or to be, and in nobody's charge."""
    return CallRow.id.in_(
        TidingRow.select(TidingRow.call_id).where(TidingRow.kind.in_(LOST), TidingRow.taken_at.is_null())
    )


def to_ring_back() -> Any:
    """What a query asks of a call: lost and in nobody's charge, with a message not dealt with, or promised a call."""
    care = (CareRow.call_id == MessageRow.call_id) & (CareRow.file == MessageRow.file)
    settled = CareRow.done_at.is_null(False) | CareRow.deleted_at.is_null(False)
    left = MessageRow.select(MessageRow.call_id).where(~fn.EXISTS(CareRow.select(CareRow.call_id).where(care, settled)))
    promised = CallbackRow.select(CallbackRow.call_id).where(CallbackRow.ended_at.is_null())
    return untaken() | CallRow.id.in_(left) | CallRow.id.in_(promised)


def last_messages(database: Database, calls: Sequence[str]) -> dict[str, Message]:
    """The last message of each of these calls that left one, the deleted ones too. Raises StoreError."""
    query = all_messages().where(MessageRow.call_id.in_(list(calls))).order_by(MessageRow.at)
    with reading(database):
        return {row["call_id"]: Message(**row) for row in query.dicts().execute(database)}
