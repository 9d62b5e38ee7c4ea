"""Callbacks as pages list them: those that somebody waits for, and the calls that tried to keep one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading
from appliance.store.journal.tables import CallRow

SHOWN = 50
OF_THE_CALL = ("line_name", "order_number", "caller", "caller_agent")


@dataclass(frozen=True)
class OpenCallback:
    """`number`: to be called, E.164; None where the reader is not told it. Moments on the company's clock.

    `awaits`: an `Awaited`. `waits_until`: it can wait, and somebody of the office is to call, from then on. `caller`,
    `caller_agent`: who asked for it, as the journal has them.
    """

    call_id: str
    line_name: str
    number: str | None
    asked_at: datetime
    due_at: datetime
    tries: int
    next_try_at: datetime | None
    waits_until: datetime | None = None
    awaits: str | None = None
    line_id: str = ""
    order_number: str | None = None
    caller: str | None = None
    caller_agent: str | None = None


def open_callbacks(
    database: Database, *, lines: Collection[str] | None = None, call: str | None = None
) -> list[OpenCallback]:
    """Those that are still to be kept, the oldest first, `SHOWN` at most. Raises StoreError.

    `lines`: those alone of these lines, by identifier. `call`: that alone which this call asked for.
    """
    columns = [getattr(CallbackRow, name) for name in OpenCallback.__dataclass_fields__ if name not in OF_THE_CALL]
    of_the_call = [getattr(CallRow, name) for name in OF_THE_CALL]
    query = CallbackRow.select(*columns, *of_the_call).join(CallRow, on=(CallRow.id == CallbackRow.call_id))
    query = query.where(CallbackRow.ended_at.is_null()).order_by(CallbackRow.asked_at, CallbackRow.call_id)
    if lines is not None:
        query = query.where(CallbackRow.line_id.in_(sorted(lines)))
    if call is not None:
        query = query.where(CallbackRow.call_id == call)
    with reading(database):
        return [OpenCallback(**row) for row in query.limit(SHOWN).dicts().execute(database)]


def number_open(database: Database) -> int:
    """How many are still to be kept. Raises StoreError."""
    with reading(database):
        return int(CallbackRow.select().where(CallbackRow.ended_at.is_null()).count(database))


def tries_of(database: Database, call: str) -> list[tuple[str, datetime, str | None]]:
    """The calls that tried to call this one's caller back: name, moment, outcome; the first one first. StoreError."""
    query = CallRow.select(CallRow.id, CallRow.started_at, CallRow.outcome).where(CallRow.callback_of == call)
    with reading(database):
        return list(query.order_by(CallRow.started_at, CallRow.id).tuples().execute(database))


def calls_rung_back(database: Database, calls: Sequence[str]) -> set[str]:
    """Of these calls, those whose caller was rung back, and talked to somebody. Raises StoreError."""
    query = CallRow.select(CallRow.callback_of)
    query = query.where(CallRow.callback_of.in_(list(calls)), CallRow.outcome == Outcome.CONNECTED.value)
    with reading(database):
        return {call for (call,) in query.tuples().execute(database)}
