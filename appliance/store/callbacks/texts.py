"""What callers who wished it are told of their callback, by SMS: promised, late, kept or given up, each once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import Database, Expression

from appliance.store.callbacks.queue import GIVEN_UP, Ending
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading, writing
from appliance.store.journal.tables import CallRow
from appliance.store.last_written import MOST_ROWS
from appliance.store.made_once import MadeOnce
from appliance.store.outbox.queue import NewDelivery, queue_deliveries

SURE = timedelta(minutes=1)  # whoever took it may have been gone at once: it is then open again


class Told(StrEnum):
    """What was told, in the order in which it may be."""

    PROMISED = "promised"
    LATE = "late"
    KEPT = "kept"
    GIVEN_UP = "given_up"
    NOTHING = "nothing"  # it ended by what the caller, or somebody here, did themself


@dataclass(frozen=True)
class DueText:
    """`what` is to be told of the callback that this call asked for. Moments on the company's clock."""

    what: Told
    call_id: str
    line_id: str
    called: str
    number: str
    asked_at: datetime
    due_at: datetime
    before: str


def callback_by_text(database: Database, call: str) -> None:
    """Within the transaction of the record that says so."""
    CallbackRow.update(by_text=1).where(CallbackRow.call_id == call).execute(database)


def texts_due(database: Database, now: datetime) -> list[DueText]:
    """The oldest first. Raises StoreError."""
    query = CallbackRow.select(CallbackRow, CallRow.called).join(CallRow, on=(CallRow.id == CallbackRow.call_id))
    with reading(database):
        if not OPEN.row(database):
            return []
        rows = list(
            query.where(_wanted()).order_by(CallbackRow.asked_at, CallbackRow.call_id).dicts().execute(database)
        )
    found = [(row, _next(row, now)) for row in rows]
    facts = [name for name in DueText.__dataclass_fields__ if name not in ("what", "before")]
    return [
        DueText(what=what, before=row["text_told"], **{name: row[name] for name in facts})
        for row, what in found
        if what is not None
    ]


def _wanted() -> Expression:
    over = [told.value for told in (Told.KEPT, Told.GIVEN_UP, Told.NOTHING)]
    return (CallbackRow.by_text == 1) & CallbackRow.text_told.not_in(over)


OPEN = MadeOnce(lambda: CallbackRow.select().where(_wanted()).limit(MOST_ROWS + 1))


def tell_caller(database: Database, due: DueText, delivery: NewDelivery | None, now: datetime) -> bool:
    """Queue it, once: False where another was quicker. `now`: UTC. StoreError."""
    with writing(database):
        mine = (CallbackRow.call_id == due.call_id) & (CallbackRow.text_told == due.before)
        if not CallbackRow.update(text_told=due.what.value).where(mine).execute(database):
            return False
        if delivery is not None:
            queue_deliveries(database, [delivery], now)
    return True


def _next(row: dict[str, Any], now: datetime) -> Told | None:
    told, ended_at = row["text_told"], row["ended_at"]
    if ended_at is not None:
        return _end(row["ending"], ended_at, now)
    if not told:
        return Told.PROMISED
    return Told.LATE if told == Told.PROMISED.value and row["late_at"] is not None else None


def _end(ending: str | None, ended_at: datetime, now: datetime) -> Told | None:
    if ending == Ending.KEPT.value:
        return Told.KEPT if now - ended_at >= SURE else None
    return Told.GIVEN_UP if ending in GIVEN_UP else Told.NOTHING
