"""Callbacks that are still to be kept: taken by one controller at a time, tried again later, kept or given up.

All moments are on the company's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from peewee import Database, Expression

from appliance.calls.calling_back import TryEnd
from appliance.store.accounts.audit import note
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import reading, writing
from appliance.store.journal.tables import CallRow
from appliance.store.last_written import MOST_ROWS
from appliance.store.made_once import MadeOnce, given
from appliance.store.outbox.tidings import callback_given_up, callback_late

Record = dict[str, Any]
CLAIM = timedelta(minutes=3)  # renewed while a try lasts; a controller that dies gives it back by its silence
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (2, 3, 5, 10, 15, 30))  # the last one from then on
TRIED_FOR = timedelta(hours=8)
UNREACHED_TIMES = 4
NONE = timedelta(0)
MOMENTS = {"now": NONE, "put_off": PAUSES[-1], "claimed": CLAIM}  # after now: the furthest that a row may name
OPEN = MadeOnce(lambda: CallbackRow.select().where(CallbackRow.ended_at.is_null()).limit(MOST_ROWS + 1))
_WHOSE = MadeOnce(
    lambda: CallRow.select(CallRow.callback_of, CallRow.caller, CallRow.line_id).where(CallRow.id == given("call"))
)


class Awaited(StrEnum):
    """What a callback waits for that is no agent."""

    REPAIR = "repair"  # the end of an emergency announcement
    TELLING = "telling"  # which has come: the caller is to be told so


class Ending(StrEnum):
    """Why nobody is to call any more."""

    KEPT = "kept"
    ANSWERED = "answered"  # the caller called again, and talked to somebody
    RENEWED = "renewed"  # by a later promise to call the same number
    UNTAKEN = "untaken"  # no agent took it for as long as it is tried
    UNREACHED = "unreached"  # the caller did not answer, as often as they are tried
    REFUSED = "refused"  # the number may be dialled no more
    NO_LINE = "no_line"  # the line or its team is no more
    CLOSED = "closed"  # by hand
    TOLD = "told"  # that the incident is over


GIVEN_UP = frozenset({Ending.UNTAKEN, Ending.UNREACHED, Ending.REFUSED, Ending.NO_LINE})


@dataclass(frozen=True)
class ClaimedCallback:
    """What this process alone may try until the claim runs out. `called`: what its caller had dialled."""

    call_id: str
    line_id: str
    team_id: str
    number: str
    asked_at: datetime
    tries: int
    unreached: int
    called: str
    order_number: str | None


def take_callback(database: Database, now: datetime, awaited: Awaited | None = None) -> ClaimedCallback | None:
    """Claim the one that has been due longest, of those that wait for this; None when none is. Raises StoreError."""
    with reading(database):
        found = _oldest_due(awaited).row(database, **_moments(now))
    return None if found is None else _claimed(database, found[0], _due(_moments(now), awaited), now)


@lru_cache
def _oldest_due(awaited: Awaited | None) -> MadeOnce:
    due = _due({name: given(name, CallbackRow.asked_at) for name in MOMENTS}, awaited)
    oldest = CallbackRow.select(CallbackRow.call_id).where(due).order_by(CallbackRow.asked_at, CallbackRow.call_id)
    return MadeOnce(lambda: oldest.limit(1))


def take_this(database: Database, call: str, now: datetime) -> ClaimedCallback | None:
    """Claim the one of this call, for an agent who calls by hand; None where it is over, or claimed. StoreError."""
    free = CallbackRow.ended_at.is_null() & CallbackRow.awaits.is_null() & _unclaimed(_moments(now))
    return _claimed(database, call, free, now)


def _claimed(database: Database, call: str, still: Expression, now: datetime) -> ClaimedCallback | None:
    """`still`: what it must be when it is written. None: another was quicker."""
    with writing(database):
        claim = CallbackRow.update(claimed_until=now + CLAIM, tries=CallbackRow.tries + 1)
        if not claim.where(still & (CallbackRow.call_id == call)).execute(database):
            return None
        joined = CallbackRow.select(CallbackRow, CallRow.called, CallRow.order_number)
        joined = joined.join(CallRow, on=(CallRow.id == CallbackRow.call_id))
        row = joined.where(CallbackRow.call_id == call).dicts().first(database)
    return (
        None if row is None else ClaimedCallback(**{name: row[name] for name in ClaimedCallback.__dataclass_fields__})
    )


def keep_claim(database: Database, call: str, now: datetime) -> None:
    """A try goes on. Raises StoreError."""
    with writing(database):
        CallbackRow.update(claimed_until=now + CLAIM).where(_open(call)).execute(database)


def put_off(database: Database, one: ClaimedCallback, until: datetime, now: datetime) -> None:
    """It was no try: it waits until then, and is looked at again before, as nothing waits for longer. StoreError."""
    with writing(database):
        later = CallbackRow.update(claimed_until=None, next_try_at=min(until, now + PAUSES[-1]), tries=one.tries - 1)
        later.where(_open(one.call_id)).execute(database)


def try_ended(
    database: Database, one: ClaimedCallback, end: TryEnd, now: datetime, quiet: timedelta = NONE
) -> Ending | None:
    """Write when the next try is, or why there is none, which is given. Raises StoreError.

    `quiet`: for how long it could not be tried. One that is kept was ended as the two began to talk, unless that could
    not be written; any other end opens it again: whoever took it, or the caller, was gone at once, or the caller was
    lost while another agent was looked for.
    """
    unreached = one.unreached + (end is TryEnd.UNREACHED)
    with writing(database):
        if end is TryEnd.KEPT:
            end_callback(database, one.call_id, Ending.KEPT, now)
            return Ending.KEPT
        _not_kept(database, one.call_id)
        why = _why_no_more(end, unreached, now - one.asked_at - quiet)
        if why is not None:
            _given_up(database, one.call_id, why, now)
            return why
        pause = timedelta(0) if end is TryEnd.STOPPED else PAUSES[min(one.tries, len(PAUSES)) - 1]
        again = CallbackRow.update(claimed_until=None, next_try_at=now + pause, unreached=unreached)
        again.where(_open(one.call_id)).execute(database)
    return None


def _why_no_more(end: TryEnd, unreached: int, tried_for: timedelta) -> Ending | None:
    if end is TryEnd.STOPPED:
        return None
    if unreached >= UNREACHED_TIMES:
        return Ending.UNREACHED
    return Ending.UNTAKEN if tried_for >= TRIED_FOR else None


def give_up(database: Database, call: str, why: Ending, now: datetime) -> Ending:
    """Nobody calls any more, and whoever is told of the line's messages is told so. Raises StoreError."""
    with writing(database):
        _given_up(database, call, why, now)
    return why


def _given_up(database: Database, call: str, why: Ending, now: datetime) -> None:
    if end_callback(database, call, why, now):
        callback_given_up(database, call, now)


def close_by_hand(database: Database, call: str, by: str, now: datetime, at: datetime) -> bool:
    """Somebody has called, or nobody need; False where it was over already. Raises StoreError.

    `at`: the same moment on the real clock, for the journal of changes.
    """
    with writing(database):
        closed = end_callback(database, call, Ending.CLOSED, now, by)
        if closed:
            note(database, by, f"Rappel de l'appel {call} : clos à la main", at=at)
    return closed


def tell_late(database: Database, now: datetime) -> int:
    """Have it told of each callback that was promised by then and is not kept; how many. Raises StoreError."""
    with reading(database):
        found = [call for (call,) in _LATE.rows(database, now=now)]
    for call in found:
        with writing(database):
            marked = CallbackRow.update(late_at=now).where(_late(now), CallbackRow.call_id == call)
            if marked.execute(database):
                callback_late(database, call, now)
    return len(found)


def _late(now: Any) -> Any:
    late = CallbackRow.ended_at.is_null() & CallbackRow.late_at.is_null() & (CallbackRow.due_at < now)
    return late & CallbackRow.waits_until.is_null() & CallbackRow.awaits.is_null()


_LATE = MadeOnce(lambda: CallbackRow.select(CallbackRow.call_id).where(_late(given("now", CallbackRow.due_at))))


def end_callback(database: Database, call: str, why: Ending, at: datetime, by: str = "") -> bool:
    """Within a transaction: whether it was open until now."""
    ended = CallbackRow.update(ended_at=at, ending=why.value, closed_by=by, claimed_until=None)
    return bool(ended.where(_open(call)).execute(database))


def caller_served(database: Database, call: str, at: datetime) -> None:
    """Within the transaction of a conversation: the callback that it keeps, and those that its caller wants no more."""
    callback_of, caller, line = _WHOSE.row(database, call=call) or (None, None, None)
    if callback_of:
        end_callback(database, callback_of, Ending.KEPT, at)
    if caller:
        _end_where(database, caller, line or "", Ending.ANSWERED, at)


def caller_not_served(database: Database, call: str) -> None:
    """Within the transaction of what says that there was no conversation, before the call forgets when it began.

    What it had ended is open again; what was kept before it stays so.
    """
    this = CallRow.select().where(CallRow.id == call).dicts().first(database)
    if this is None or this["connected_at"] is None:
        return
    kept = (CallbackRow.call_id == this["callback_of"]) & (CallbackRow.ending == Ending.KEPT.value)
    same = (CallbackRow.number == this["caller"]) & (CallbackRow.line_id == (this["line_id"] or ""))
    by_it = kept | (same & (CallbackRow.ending == Ending.ANSWERED.value))
    again = CallbackRow.update(ended_at=None, ending=None)
    again.where(by_it, CallbackRow.ended_at >= this["connected_at"]).execute(database)


def _not_kept(database: Database, call: str | None) -> None:
    again = CallbackRow.update(ended_at=None, ending=None)
    again.where(CallbackRow.call_id == call, CallbackRow.ending == Ending.KEPT.value).execute(database)


def renew(
    database: Database, number: str, line: str, at: datetime, *, can_wait: bool = False, repair: bool = False
) -> None:
    """Within a transaction: what was promised before, to call this number for this line, is over."""
    _end_where(database, number, line, Ending.RENEWED, at, can_wait=can_wait, repair=repair)


def _end_where(
    database: Database,
    number: str,
    line: str,
    why: Ending,
    at: datetime,
    *,
    can_wait: bool = False,
    repair: bool = False,
) -> None:
    """What can wait, or waits for a repair, is another matter than what is urgent: one is not over with another."""
    _ended_where(can_wait, repair).write(database, number=number, line=line, why=why.value, at=at)


@lru_cache
def _ended_where(can_wait: bool, repair: bool) -> MadeOnce:
    same = (CallbackRow.number == given("number")) & (CallbackRow.line_id == given("line"))
    same &= CallbackRow.ended_at.is_null() & CallbackRow.waits_until.is_null(not can_wait)
    same &= CallbackRow.awaits.is_null(not repair)
    over = {"ended_at": given("at", CallbackRow.ended_at), "ending": given("why"), "claimed_until": None}
    return MadeOnce(lambda: CallbackRow.update(over).where(same))


def _open(call: str) -> Expression:
    return (CallbackRow.call_id == call) & CallbackRow.ended_at.is_null()


def _moments(now: datetime) -> dict[str, datetime]:
    """What `_due` and `_unclaimed` compare with."""
    return {name: now + more for name, more in MOMENTS.items()}


def _due(moments: Mapping[str, Any], awaited: Awaited | None = None) -> Any:
    """What waits for longer than anything is made to wait was put off by a clock since set back: it is due.

    What can wait is the office's to keep: nobody is rung for it.
    """
    due = CallbackRow.next_try_at.is_null() | (CallbackRow.next_try_at <= moments["now"])
    due |= CallbackRow.next_try_at > moments["put_off"]
    waits = CallbackRow.awaits.is_null() if awaited is None else CallbackRow.awaits == awaited.value
    return CallbackRow.ended_at.is_null() & CallbackRow.waits_until.is_null() & waits & _unclaimed(moments) & due


def _unclaimed(moments: Mapping[str, Any]) -> Any:
    free = CallbackRow.claimed_until.is_null() | (CallbackRow.claimed_until <= moments["now"])
    return free | (CallbackRow.claimed_until > moments["claimed"])
