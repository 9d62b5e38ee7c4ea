"""The outbox: mails kept until the mail server has taken them.

One sender at a time is at a mail: it claims the row for a while, and a sender that dies gives it back by its silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import Database, fn

from appliance.store.database import is_sqlite, reading, writing
from appliance.store.outbox.tables import OutboxRow

Record = dict[str, Any]
CLAIM = timedelta(minutes=10)  # far longer than a mail server may take
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))  # the last one for ever


class MailState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # refused for good


@dataclass(frozen=True)
class NewMail:
    """A mail to be queued. `content`: the message as it travels, ASCII. `about`: what it is about, for a person."""

    message_id: str
    recipient: str
    subject: str
    about: str
    content: str


@dataclass(frozen=True)
class ClaimedMail:
    """A mail that this process alone may send until the claim runs out."""

    number: int
    recipient: str
    content: str
    tries: int


def queue_mails(database: Database, mails: list[NewMail], now: datetime) -> None:
    """Put mails in the outbox, all of them or none; one already there by its Message-ID is left. Raises StoreError."""
    with writing(database):
        if not is_sqlite(database):
            database.execute_sql("LOCK TABLE outbox IN EXCLUSIVE MODE")
        number = int(OutboxRow.select(fn.COALESCE(fn.MAX(OutboxRow.number), 0)).scalar(database))
        for mail in mails:
            if OutboxRow.select().where(OutboxRow.message_id == mail.message_id).exists(database):
                continue
            number += 1
            OutboxRow.insert(
                number=number,
                message_id=mail.message_id,
                recipient=mail.recipient,
                subject=mail.subject,
                about=mail.about,
                content=mail.content,
                state=MailState.WAITING.value,
                queued_at=now,
                next_try_at=now,
            ).execute(database)


def claim_next(database: Database, now: datetime) -> ClaimedMail | None:
    """Claim the mail that has been due longest, or None when nothing is due. Raises StoreError.

    One that waits for longer than anything is made to wait was put off by a clock since set back: it is due.
    """
    free = OutboxRow.claimed_until.is_null() | (OutboxRow.claimed_until <= now)
    free |= OutboxRow.claimed_until > now + CLAIM
    due = (OutboxRow.next_try_at <= now) | (OutboxRow.next_try_at > now + BACK_OFF[-1])
    due &= (OutboxRow.state == MailState.WAITING.value) & free
    oldest = OutboxRow.select(OutboxRow.number).where(due).order_by(OutboxRow.next_try_at, OutboxRow.number)
    with writing(database):
        found = oldest.tuples().first(database)
        if found is None:
            return None
        claim = OutboxRow.update(claimed_until=now + CLAIM).where(due & (OutboxRow.number == found[0]))
        if not claim.execute(database):
            return None  # another sender was quicker (PostgreSQL)
        row = OutboxRow.select().where(OutboxRow.number == found[0]).dicts().first(database)
    return ClaimedMail(row["number"], row["recipient"], row["content"], row["tries"])


def mark_sent(database: Database, number: int, now: datetime) -> None:
    """The mail server has taken it; its text is forgotten. Raises StoreError."""
    _update(
        database,
        number,
        state=MailState.SENT.value,
        sent_at=now,
        content=None,
        claimed_until=None,
        last_error=None,
        tries=OutboxRow.tries + 1,
    )


def mark_failed(database: Database, number: int, error: str) -> None:
    """The mail server refuses this mail for good; it is kept, to be told and tried again by hand. Raises StoreError."""
    _update(
        database,
        number,
        state=MailState.FAILED.value,
        claimed_until=None,
        last_error=error,
        tries=OutboxRow.tries + 1,
    )


def try_again_later(database: Database, number: int, tries: int, error: str, now: datetime) -> None:
    """Not sent this time: try again after a pause that grows to an hour. Raises StoreError."""
    pause = BACK_OFF[min(tries, len(BACK_OFF) - 1)]
    _update(
        database,
        number,
        next_try_at=now + pause,
        claimed_until=None,
        last_error=error,
        tries=OutboxRow.tries + 1,
    )


def try_now(database: Database, number: int, now: datetime) -> MailState | None:
    """Have a mail tried at once, a refused one too; the state it was in, None when there is none. Raises StoreError."""
    with writing(database):
        row = OutboxRow.select(OutboxRow.state).where(OutboxRow.number == number).tuples().first(database)
        if row is None:
            return None
        state = MailState(row[0])
        if state is not MailState.SENT:
            again = OutboxRow.update(state=MailState.WAITING.value, next_try_at=now)
            again.where(OutboxRow.number == number).execute(database)
        return state


def list_mails(database: Database, *, unsent_only: bool = False, message_id: str = "") -> list[Record]:
    """The mails, the latest first, without their text. Raises StoreError.

    `message_id`: those alone whose name begins so.
    """
    columns = [field for name, field in OutboxRow._meta.fields.items() if name != "content"]
    query = OutboxRow.select(*columns).order_by(OutboxRow.number.desc())
    if unsent_only:
        query = query.where(OutboxRow.state != MailState.SENT.value)
    if message_id:
        query = query.where(OutboxRow.message_id.startswith(message_id))
    with reading(database):
        return list(query.dicts().execute(database))


def _update(database: Database, number: int, **values: Any) -> None:
    """A mail once sent stays so, whatever a sender whose claim has run out may say."""
    this = (OutboxRow.number == number) & (OutboxRow.state != MailState.SENT.value)
    with writing(database):
        OutboxRow.update(**values).where(this).execute(database)
