"""The messages before and after one, in the order in which the pages list them."""

from __future__ import annotations

from peewee import Database

from appliance.store.accounts.tables import CareRow
from appliance.store.database import reading
from appliance.store.journal.message_followup import Message, all_messages
from appliance.store.journal.tables import MessageRow

Pair = tuple[Message | None, Message | None]


def neighbours(database: Database, message: Message, *, of: str | None = None) -> Pair:
    """The newer one and the older one, of those that wait, or of those dealt with as it is. Raises StoreError.

    `of`: among those alone that are given to this account.
    """
    done = message.done_at is not None
    column, here = (CareRow.done_at, message.done_at) if done else (MessageRow.at, message.at)
    alike = CareRow.deleted_at.is_null() & CareRow.done_at.is_null(not done)
    if of is not None:
        alike &= CareRow.assigned_to == of
    before = (MessageRow.call_id < message.call_id) | (
        (MessageRow.call_id == message.call_id) & (MessageRow.file < message.file)
    )
    after = (MessageRow.call_id > message.call_id) | (
        (MessageRow.call_id == message.call_id) & (MessageRow.file > message.file)
    )
    newer = all_messages().where(alike & ((column > here) | ((column == here) & before)))
    older = all_messages().where(alike & ((column < here) | ((column == here) & after)))
    with reading(database):
        found = (
            newer.order_by(column, MessageRow.call_id.desc(), MessageRow.file.desc()).dicts().first(database),
            older.order_by(column.desc(), MessageRow.call_id, MessageRow.file).dicts().first(database),
        )
    return tuple(Message(**row) if row else None for row in found)  # type: ignore[return-value]
