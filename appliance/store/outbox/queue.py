"""The outbox: what is told to people, kept until its channel has handed it over or a day of trying is over.

One sender at a time is at a row: it claims it for a while, and a sender that dies gives it back by its silence. What a
box keeps the sound of is its own to send, unless it is silent for a minute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import Database, fn

from appliance.store.database import is_sqlite, reading, writing
from appliance.store.made_once import MadeOnce, given
from appliance.store.outbox.tables import OutboxRow, TryRow

Record = dict[str, Any]
MAIL, SMS, WEBHOOK, CHAT = "mail", "sms", "webhook", "chat"
NO_WAY = "abandonné : ce moyen n'a pas été réglé en sept jours."
CLAIM = timedelta(minutes=10)  # far longer than a channel may take
OWN = timedelta(minutes=1)  # for the box that has the sound
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 300, 900, 1800, 3600))
LATE = timedelta(minutes=10)
MOMENTS = {"now": timedelta(0), "claimed": CLAIM, "put_off": BACK_OFF[-1], "of_all": -OWN}  # after now
STILL_TOLD = timedelta(days=7)
GIVEN_UP = timedelta(days=1)  # after the first try; it may be tried again by hand
FEWEST_TRIES = 12  # in a day there are far more: with fewer, the clock has leapt, or the box was off


class DeliveryState(StrEnum):
    """What became of it."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # refused for good, or given up


@dataclass(frozen=True)
class NewDelivery:
    """Something to be queued: see `OutboxRow`. `content`: as it travels. `about`: what of, for a person."""

    message_id: str
    recipient: str
    subject: str
    about: str
    content: str
    channel: str = MAIL
    kind: str = "publication"
    call_id: str | None = None
    tiding: str | None = None
    sound: str | None = None
    box: str = ""
    secret_hash: str | None = None
    agent: str | None = None


@dataclass(frozen=True)
class ClaimedDelivery:
    """What this process alone may send until the claim runs out."""

    number: int
    message_id: str
    recipient: str
    content: str
    tries: int
    sound: str | None = None
    call_id: str | None = None
    first_try_at: datetime | None = None


def queue_deliveries(database: Database, deliveries: list[NewDelivery], now: datetime) -> None:
    """Put them in the outbox, all or none; one already there by its Message-ID is left. Raises StoreError."""
    with writing(database):
        if not is_sqlite(database):
            database.execute_sql("LOCK TABLE outbox IN EXCLUSIVE MODE")
        number = max(
            int(table.select(fn.COALESCE(fn.MAX(table.number), 0)).scalar(database)) for table in (OutboxRow, TryRow)
        )
        for one in deliveries:
            if OutboxRow.select().where(OutboxRow.message_id == one.message_id).exists(database):
                continue
            number += 1
            waits = {"state": DeliveryState.WAITING.value, "queued_at": now, "next_try_at": now}
            OutboxRow.insert(number=number, **vars(one), **waits).execute(database)


def unknown_ones(database: Database, deliveries: Sequence[NewDelivery]) -> list[NewDelivery]:
    """Those that the outbox has never had, by their Message-ID. It writes nothing. StoreError."""
    names = [one.message_id for one in deliveries]
    if not names:
        return []
    with reading(database):
        rows = OutboxRow.select(OutboxRow.message_id).where(OutboxRow.message_id.in_(names)).tuples()
        known = {row[0] for row in rows.execute(database)}
    return [one for one in deliveries if one.message_id not in known]


def something_is_due(database: Database, now: datetime, channel: str = MAIL, box: str = "") -> bool:
    """Whether `claim_next` has something to find. It writes nothing. Raises StoreError."""
    with reading(database):
        moments = {name: now + more for name, more in MOMENTS.items()}
        return _SOMETHING.row(database, channel=channel, box=box, **moments) is not None


def claim_next(database: Database, now: datetime, channel: str = MAIL, box: str = "") -> ClaimedDelivery | None:
    """Claim what has been due longest, or None when nothing is. Raises StoreError.

    What was never tried goes first: a server that is gone does not hold up what is for another.
    """
    due = _due({name: now + more for name, more in MOMENTS.items()}, channel, box)
    oldest = OutboxRow.select(OutboxRow.number).where(due)
    oldest = oldest.order_by(OutboxRow.tries > 0, OutboxRow.next_try_at, OutboxRow.number)
    with writing(database):
        found = oldest.tuples().first(database)
        if found is None:
            return None
        claim = OutboxRow.update(claimed_until=now + CLAIM).where(due & (OutboxRow.number == found[0]))
        if not claim.execute(database):
            return None  # another sender was quicker (PostgreSQL)
        row = OutboxRow.select().where(OutboxRow.number == found[0]).dicts().first(database)
    return ClaimedDelivery(**{name: row[name] for name in ClaimedDelivery.__dataclass_fields__})


def _due(moments: Mapping[str, Any], channel: Any, box: Any) -> Any:
    """What waits for longer than anything is made to wait was put off by a clock since set back: it is due."""
    now = moments["now"]
    free = OutboxRow.claimed_until.is_null() | (OutboxRow.claimed_until <= now)
    free |= OutboxRow.claimed_until > moments["claimed"]
    due = (OutboxRow.next_try_at <= now) | (OutboxRow.next_try_at > moments["put_off"])
    ours = OutboxRow.box.in_(["", box]) | (OutboxRow.queued_at <= moments["of_all"])
    return due & free & ours & (OutboxRow.state == DeliveryState.WAITING.value) & (OutboxRow.channel == channel)


_SOMETHING = MadeOnce(
    lambda: (
        OutboxRow.select(OutboxRow.number)
        .where(_due({name: given(name, OutboxRow.queued_at) for name in MOMENTS}, given("channel"), given("box")))
        .limit(1)
    )
)


def mark_sent(database: Database, one: ClaimedDelivery, said: str, now: datetime) -> None:
    """It is handed over; its text is forgotten. Raises StoreError."""
    _tried(database, one, "sent", said, now, state=DeliveryState.SENT.value, sent_at=now, content=None, last_error=None)


def mark_failed(database: Database, one: ClaimedDelivery, error: str, now: datetime) -> None:
    """The other side refuses it for good; it is kept, to be told and tried again by hand. Raises StoreError."""
    _tried(database, one, "never", error, now, state=DeliveryState.FAILED.value, last_error=error)


def try_again_later(
    database: Database, one: ClaimedDelivery, error: str, now: datetime, pause: timedelta | None = None
) -> bool:
    """Not sent this time: tried again after a pause that grows to an hour. Raises StoreError.

    `pause`: the one that the other side asks for. False: it has been tried for a day, and is given up.
    """
    since = min(one.first_try_at or now, now)
    if now - since >= GIVEN_UP and one.tries >= FEWEST_TRIES:
        told = f"abandonné après un jour d'essais ; le dernier : {error}"
        _tried(database, one, "later", error, now, state=DeliveryState.FAILED.value, last_error=told)
        return False
    grown = BACK_OFF[min(one.tries, len(BACK_OFF) - 1)]
    again = now + min(max(grown, pause or grown), BACK_OFF[-1])
    _tried(database, one, "later", error, now, next_try_at=again, last_error=error, first_try_at=since)
    return True


def give_up_untried(database: Database, now: datetime) -> int:
    """What is told of calls and waits for a channel that nobody has set in a week is old news. Raises StoreError."""
    then = now - STILL_TOLD
    with reading(database):
        if not _UNTRIED.row(database, then=then):
            return 0
    with writing(database):
        given_up = OutboxRow.update(state=DeliveryState.FAILED.value, last_error=NO_WAY)
        return int(given_up.where(_untried(then)).execute(database))


def _untried(then: Any) -> Any:
    old = (OutboxRow.state == DeliveryState.WAITING.value) & OutboxRow.call_id.is_null(False)
    return old & (OutboxRow.tries == 0) & OutboxRow.claimed_until.is_null() & (OutboxRow.queued_at < then)


_UNTRIED = MadeOnce(
    lambda: OutboxRow.select(OutboxRow.number).where(_untried(given("then", OutboxRow.queued_at))).limit(1)
)


def withdraw(database: Database, tiding: str) -> None:
    """What tells of this, and has not left, is told no more. Within `writing`."""
    OutboxRow.delete().where(OutboxRow.tiding == tiding, OutboxRow.state != DeliveryState.SENT.value).execute(database)


def try_now(database: Database, number: int, now: datetime) -> DeliveryState | None:
    """Have it tried at once, a refused one too; the state it was in, None when there is none. Raises StoreError."""
    with writing(database):
        row = OutboxRow.select(OutboxRow.state).where(OutboxRow.number == number).tuples().first(database)
        if row is None:
            return None
        state = DeliveryState(row[0])
        if state is not DeliveryState.SENT:
            again = OutboxRow.update(state=DeliveryState.WAITING.value, next_try_at=now, first_try_at=None)
            again.where(OutboxRow.number == number).execute(database)
        return state


def list_deliveries(
    database: Database, *, unsent_only: bool = False, message_id: str = "", limit: int | None = None
) -> list[Record]:
    """What the outbox has, the latest first, without its text. Raises StoreError.

    `message_id`: those alone whose name begins so.
    """
    columns = [field for name, field in OutboxRow._meta.fields.items() if name not in ("content", "secret_hash")]
    query = OutboxRow.select(*columns).order_by(OutboxRow.number.desc()).limit(limit)
    if unsent_only:
        query = query.where(OutboxRow.state != DeliveryState.SENT.value)
    if message_id:
        query = query.where(OutboxRow.message_id.startswith(message_id))
    with reading(database):
        return list(query.dicts().execute(database))


def stuck(database: Database, now: datetime) -> tuple[int, int]:
    """How many could not be sent in the last week, and how many have waited for a while. Raises StoreError."""
    failed = (OutboxRow.state == DeliveryState.FAILED.value) & (OutboxRow.queued_at > now - STILL_TOLD)
    late = (OutboxRow.state == DeliveryState.WAITING.value) & (OutboxRow.queued_at < now - LATE)
    with reading(database):
        return OutboxRow.select().where(failed).count(database), OutboxRow.select().where(late).count(database)


def _tried(database: Database, one: ClaimedDelivery, verdict: str, said: str, now: datetime, **values: Any) -> None:
    """What is once sent stays so, whatever a sender whose claim has run out may say; its try is kept all the same."""
    this = (OutboxRow.number == one.number) & (OutboxRow.message_id == one.message_id)  # a number may serve again
    with writing(database):
        counted = OutboxRow.update(tries=OutboxRow.tries + 1).where(this)
        if not counted.execute(database):
            return  # erased meanwhile
        turn = OutboxRow.select(OutboxRow.tries).where(this).scalar(database)
        kept = {"number": one.number, "turn": turn, "call_id": one.call_id, "at": now}
        TryRow.insert(**kept, verdict=verdict, said=said).execute(database)
        change = OutboxRow.update(claimed_until=None, **values)
        change.where(this, OutboxRow.state != DeliveryState.SENT.value).execute(database)
