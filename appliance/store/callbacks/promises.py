"""Callbacks promised: written with the journal's own record, within limits that no caller can pass."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import Database, Expression, ModelSelect

from appliance.company.numbers import UNREADABLE
from appliance.store.callbacks.queue import Awaited, renew
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading
from appliance.store.journal.tables import CallRow

DAY = timedelta(days=1)
FIRST_PAUSE = timedelta(minutes=1)  # those who did not take the call are not rung again at once
OF_A_NUMBER = 3  # promises a day to call it, or made to whoever calls from it
OF_THE_HIDDEN = 10  # to all those who show no number to one line: they may be many people
OF_A_LINE = 50
OF_ALL = 150


def promise_callback(
    database: Database,
    call: str,
    number: str,
    team: str,
    at: datetime,
    within: timedelta,
    waits_until: datetime | None = None,
    *,
    repair: bool = False,
) -> None:
    """Within the transaction of the record that says so; one already written stays.

    An earlier one to call the same number for the same line is not kept beside it, if it waits for the same.
    """
    line = CallRow.select(CallRow.line_id).where(CallRow.id == call).scalar(database)
    facts = {"line_id": line or "", "team_id": team, "number": number, "asked_at": at, "waits_until": waits_until}
    facts |= {"due_at": waits_until or at + within, "awaits": Awaited.REPAIR.value if repair else None}
    if not CallbackRow.select().where(CallbackRow.call_id == call).exists(database):
        renew(database, number, line or "", at, can_wait=waits_until is not None, repair=repair)
        CallbackRow.insert(call_id=call, next_try_at=at + FIRST_PAUSE, tries=0, unreached=0, **facts).execute(database)


def may_promise(database: Database, number: str, caller: str | None, line: str, now: datetime) -> bool:
    """Whether one more is within the limits of a day. `number`: to call; `caller`: who calls. Raises StoreError."""
    since = CallbackRow.asked_at > now - DAY
    with reading(database):
        return (
            _count(database, since, CallbackRow.number == number) < OF_A_NUMBER
            and _asked_by(database, caller, line, since) < (OF_THE_HIDDEN if is_hidden(caller) else OF_A_NUMBER)
            and _count(database, since, CallbackRow.line_id == line) < OF_A_LINE
            and _count(database, since) < OF_ALL
        )


def is_hidden(caller: str | None) -> bool:
    """Whether they show no number that can be read."""
    return caller in (None, UNREADABLE)


def _asked_by(database: Database, caller: str | None, line: str, since: Expression) -> int:
    theirs = CallRow.select(CallRow.id)
    if is_hidden(caller):
        theirs = theirs.where(CallRow.caller.is_null() | (CallRow.caller == UNREADABLE), CallRow.line_id == line)
    else:
        theirs = theirs.where(CallRow.caller == caller)
    return _count(database, since, CallbackRow.call_id.in_(theirs))


def _count(database: Database, *wanted: Expression) -> int:
    query: ModelSelect[CallbackRow] = CallbackRow.select().where(*wanted)
    return int(query.count(database))
