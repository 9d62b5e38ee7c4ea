"""Callbacks kept aside until an incident is over: let go then, told to their callers, one after the other.

All moments are on the company's clock.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from peewee import Database

from appliance.calls.leg import OfferOutcome
from appliance.store.callbacks.queue import PAUSES, UNREACHED_TIMES, Awaited, ClaimedCallback, Ending, end_callback
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading, writing
from appliance.store.made_once import MadeOnce
from appliance.store.outbox.tidings import callback_promised

_AWAITED = MadeOnce(
    lambda: (
        CallbackRow.select(CallbackRow.line_id)
        .where(CallbackRow.ended_at.is_null(), CallbackRow.awaits == Awaited.REPAIR.value)
        .distinct()
    )
)


def lines_awaited(database: Database) -> list[str]:
    """The lines, by identifier, of which somebody waits for the end of an incident. Raises StoreError."""
    with reading(database):
        return [line for (line,) in _AWAITED.rows(database)]


def let_go(database: Database, lines: Collection[str], now: datetime) -> int:
    """The incidents of these lines are over: their callers are to be told; how many they are. Raises StoreError."""
    waiting = CallbackRow.ended_at.is_null() & (CallbackRow.awaits == Awaited.REPAIR.value)
    with writing(database):
        told = CallbackRow.update(awaits=Awaited.TELLING.value, next_try_at=now, due_at=now, claimed_until=None)
        return int(told.where(waiting, CallbackRow.line_id.in_(list(lines))).execute(database))


def await_again(database: Database, one: ClaimedCallback) -> None:
    """Another incident is on before its caller was told that theirs is over: they wait for its end. StoreError."""
    waiting = {"awaits": Awaited.REPAIR.value, "claimed_until": None, "tries": one.tries - 1}
    with writing(database):
        again = CallbackRow.update(**waiting)
        again.where(CallbackRow.call_id == one.call_id, CallbackRow.ended_at.is_null()).execute(database)


def telling_ended(
    database: Database, one: ClaimedCallback, outcome: OfferOutcome, now: datetime, within: timedelta
) -> Ending | None:
    """How a try to tell a caller ended; None where it is tried again, or an agent is to call. Raises StoreError.

    Whoever asks for an agent (ACCEPTED) is called by one `within` so long, as any caller who was promised it.
    """
    match outcome:
        case OfferOutcome.ACCEPTED:
            _by_an_agent(database, one.call_id, now, within)
            return None
        case OfferOutcome.UNCONFIRMED:
            return _over(database, one.call_id, Ending.TOLD, now)
        case _ if one.unreached + 1 >= UNREACHED_TIMES:
            return _over(database, one.call_id, Ending.UNREACHED, now)
        case _:
            _again(database, one, now)
            return None


def telling_hopeless(database: Database, one: ClaimedCallback, why: Ending, now: datetime) -> None:
    """Nobody can be told any more. Raises StoreError."""
    _over(database, one.call_id, why, now)


def _over(database: Database, call: str, why: Ending, now: datetime) -> Ending:
    with writing(database):
        end_callback(database, call, why, now)
    return why


def _by_an_agent(database: Database, call: str, now: datetime, within: timedelta) -> None:
    facts = {"awaits": None, "asked_at": now, "due_at": now + within, "next_try_at": now, "claimed_until": None}
    with writing(database):
        again = CallbackRow.update(**facts, tries=0, unreached=0)
        if again.where(CallbackRow.call_id == call, CallbackRow.ended_at.is_null()).execute(database):
            callback_promised(database, call, now)


def _again(database: Database, one: ClaimedCallback, now: datetime) -> None:
    pause = PAUSES[min(one.tries, len(PAUSES)) - 1]
    later = {"claimed_until": None, "next_try_at": now + pause, "unreached": one.unreached + 1}
    with writing(database):
        again = CallbackRow.update(**later)
        again.where(CallbackRow.call_id == one.call_id, CallbackRow.ended_at.is_null()).execute(database)
