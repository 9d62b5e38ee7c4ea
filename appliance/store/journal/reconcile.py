"""The journal set right after a crash: calls that went on, or ended, while no controller was there to write."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome, Recording
from appliance.calls.notes import CameBack, NotBack, PageLost, SpeaksLanguage, plain_row
from appliance.company.model import Audience, Line
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.calling_agents import whose_telephone
from appliance.store.database import reading, writing
from appliance.store.journal.last_resort import standing_behind
from appliance.store.journal.reopening import reopen
from appliance.store.journal.tables import AttemptRow, CallRow, ImportedCdrRow, MessageRow, StepRow
from appliance.store.journal.told_late import OF_THE_FALLBACK, add_note, drop_gone, next_number
from appliance.store.made_once import MadeOnce, given
from appliance.store.outbox.tidings import call_ended, message_left

log = logging.getLogger(__name__)

AHEAD = timedelta(minutes=1)  # a call begun later than this after now was written by a clock since set back
SPOKEN = (Outcome.CONNECTED.value, Outcome.FORWARDED.value)
_STILL_OPEN = MadeOnce(
    lambda: CallRow.select(CallRow.id).where(
        CallRow.id == given("call"),
        CallRow.ended_at.is_null() | CallRow.closed_for.is_null(False),  # by another box, while ours was silent
    )
)
Record = dict[str, Any]
LeftBy = Callable[[str], Sequence[Recording]]  # the messages on disk of a call


def no_message(call: str) -> Sequence[Recording]:
    """Nothing was said."""
    return ()


def record_fallback_call(
    database: Database,
    call_id: str,
    outcome: Outcome,
    *,
    called: str,
    caller: str | None,
    started_at: datetime,
    ended_at: datetime,
    line: Line | None = None,
    messages: Sequence[Recording] = (),
    joined: tuple[str, datetime] | None = None,
    phone: int = 0,
    language: str | None = None,
    box: str = "",
    clock_offset: float = 0.0,
    cdr: str | None = None,
    gone: str | None = None,
) -> bool:
    """Write a call that the dialplan took alone: `outcome` is FALLBACK or MESSAGE. Raises StoreError.

    A call that the controller had begun is completed, and keeps the moment of its beginning, from which the others are
    then counted; a conversation that it had written stays one. `joined`: who took the call, and when; `phone`:
    on which of their telephones, from 0. `language`: the one that the caller chose, by its code. `gone`: whom the
    controller had joined last, and who was gone at once: they talked to nobody, whatever it wrote. `cdr` names the
    record read, which counts once: False when it was imported already.
    """
    facts = {"called": called, "caller": caller, "started_at": started_at, "box": box, "clock_offset": clock_offset}
    with writing(database):
        if cdr is not None and not _first_time(database, cdr, ended_at):
            return False
        agent = whose_telephone(database, caller)
        insert = CallRow.insert(id=call_id, caller_agent=agent, **facts, **_names(line))
        insert.on_conflict_ignore().execute(database)
        reopen(database, CallRow.id == call_id)
        if gone is not None:
            drop_gone(database, call_id, gone)
        elsewhere = _began(database, call_id) - started_at  # how far the journal's clock was from the record's
        _end(database, call_id, outcome.value, ended_at + elsewhere, fallback=True)
        _keep(database, call_id, messages, ended_at + elsewhere)
        _not_back(database, call_id)
        if language is not None:
            _chose(database, call_id, language)
        if joined is not None:
            agent, at = joined
            _accept(database, call_id, agent, at + elsewhere, phone)
        call_ended(database, call_id, ended_at + elsewhere)
    return True


def record_refused_call(
    database: Database,
    call_id: str,
    why: str,
    *,
    called: str,
    caller: str | None,
    at: datetime,
    line: Line | None = None,
    detail: str = "",
    box: str = "",
    clock_offset: float = 0.0,
) -> None:
    """Write a call that was refused before any answer. Raises StoreError.

    `detail`: of that note; "" for the number called.
    """
    facts = {"called": called, "caller": caller, "box": box, "clock_offset": clock_offset, **_names(line)}
    with writing(database):
        ended = {"started_at": at, "ended_at": at, "outcome": Outcome.UNANSWERED.value}
        agent = whose_telephone(database, caller)
        CallRow.insert(id=call_id, caller_agent=agent, **facts, **ended).on_conflict_ignore().execute(database)
        if not StepRow.select().where(StepRow.call_id == call_id, StepRow.name == why).exists(database):
            add_note(database, call_id, why, detail or called, at)
        call_ended(database, call_id, at)


def _names(line: Line | None) -> Record:
    audience = line.audience if line else Audience.CUSTOMERS
    return {"line_id": line.id if line else None, "line_name": line.name if line else "", "audience": audience.value}


def close_orphans(
    database: Database,
    live_call_ids: Collection[str],
    *,
    box: str,
    now: datetime,
    ended: Mapping[str, datetime] | None = None,
    in_fallback: Collection[str] = (),
    begun_before: datetime | None = None,
    longest: timedelta | None = None,
    left_by: LeftBy = no_message,
) -> list[str]:
    """Close this box's calls that are open in the journal and live no more; return their ids. Raises StoreError.

    Each ends when `ended` says (from its call detail record), else `now`; never before it began, and `longest` after
    at most, whatever the clock was set to meanwhile. Its outcome stays if known; else it is a message if one was kept,
    or `left_by` the call without a word of it in the journal; a fallback if `in_fallback`, else abandoned. A call
    whose messages cannot be listed stays open. `begun_before`: leave younger calls alone, which may have begun since
    `live_call_ids` was read.
    """
    query = CallRow.select(CallRow.id, CallRow.started_at).where(CallRow.ended_at.is_null(), CallRow.box == box)
    if begun_before is not None:
        query = query.where((CallRow.started_at < begun_before) | (CallRow.started_at > now + AHEAD))
    with reading(database):
        began = {call: at for call, at in query.tuples().execute(database) if call not in live_call_ids}
    closed = []
    for call, at in began.items():
        try:
            said = left_by(call)
        except OSError as error:
            log.error("call %s stays open, its messages cannot be listed (%s): tried again", call, error.strerror)
            continue
        end = (ended or {}).get(call) or _within(at, now, longest)
        close_orphan(database, call, said, end, fallback=call in in_fallback)
        closed.append(call)
    return closed


def close_orphan(database: Database, call: str, said: Sequence[Recording], end: datetime, *, fallback: bool) -> None:
    """End a call of which nobody saw the end, by what is known of it. Raises StoreError."""
    with writing(database):
        _keep(database, call, said, end)
        outcome = Outcome.FALLBACK if fallback else Outcome.ABANDONED
        if MessageRow.select().where(MessageRow.call_id == call).exists(database):
            outcome = Outcome.MESSAGE
        elif _is_promised(database, call):
            outcome = Outcome.CALLBACK
        _end(database, call, outcome.value, end, fallback=fallback)
        call_ended(database, call, end)


def end_call(
    database: Database,
    call_id: str,
    lasted: timedelta,
    left_by: LeftBy = no_message,
    *,
    over_at: datetime | None = None,
    gone: str | None = None,
) -> None:
    """End a call still open in the journal, by what its call detail record says that it lasted.

    No error if it is closed or unknown. What the caller said to a controller that did not live to write it is
    `left_by` the call. `over_at`: when the leg ended; that of a caller called back was made long after their call
    began, which ends then. `gone`: as of a call that the dialplan took; this caller has left in that very moment.
    """
    with reading(database):
        if not _STILL_OPEN.row(database, call=call_id):
            return
        messages = left_by(call_id)
    with writing(database):
        if _STILL_OPEN.row(database, call=call_id):
            reopen(database, CallRow.id == call_id)
            if gone is not None:
                drop_gone(database, call_id, gone)
            at = _began(database, call_id) + lasted
            if over_at is not None and _is_a_callback(database, call_id):
                at = max(at, over_at)
            _keep(database, call_id, messages, at)
            outcome = Outcome.CALLBACK if _is_promised(database, call_id) else Outcome.ABANDONED
            outcome = Outcome.MESSAGE if messages else outcome
            _end(database, call_id, outcome.value, at, fallback=False)
            call_ended(database, call_id, at)


def _is_promised(database: Database, call: str) -> bool:
    """Whether the caller was told that they would be called back."""
    return CallbackRow.select().where(CallbackRow.call_id == call).exists(database)


def _is_a_callback(database: Database, call: str) -> bool:
    return CallRow.select().where(CallRow.id == call, CallRow.callback_of.is_null(False)).exists(database)


def _within(began: datetime, now: datetime, longest: timedelta | None) -> datetime:
    """When a call of which nobody saw the end has ended, at the latest."""
    return max(began, min(now, began + longest) if longest is not None else now)


def _began(database: Database, call: str) -> datetime:
    row = CallRow.select(CallRow.started_at).where(CallRow.id == call).tuples().first(database)
    began: datetime = row[0]
    return began


def _accept(database: Database, call: str, agent: str, at: datetime, phone: int) -> None:
    """An agent talked to the caller."""
    behind = standing_behind(database, call, agent)
    facts = {"agent": agent, "phone": phone, "at": at, "answered_at": at, "ended_at": at, "behind": behind}
    known = (AttemptRow.call_id == call) & (AttemptRow.agent == agent) & (AttemptRow.at == at)
    if not AttemptRow.select().where(known, AttemptRow.number >= OF_THE_FALLBACK).exists(database):
        number = next_number(database, AttemptRow, call)
        AttemptRow.insert(call_id=call, number=number, outcome=OfferOutcome.ACCEPTED.value, **facts).execute(database)
    CallRow.update(connected_at=at).where(CallRow.id == call, CallRow.connected_at.is_null()).execute(database)


def _chose(database: Database, call: str, language: str) -> None:
    """The caller chose this language, where the controller did not live to write it."""
    name, detail = plain_row(SpeaksLanguage(language))
    known = (StepRow.call_id == call) & (StepRow.name == name) & (StepRow.detail == detail)
    if not StepRow.select().where(known).exists(database):
        add_note(database, call, name, detail, _began(database, call))


def _not_back(database: Database, call: str) -> None:
    """The dialplan waits for nobody whose page was lost, as their controller did: they are done from then on."""
    lost, *over = (plain_row(note)[0] for note in (PageLost(""), CameBack(""), NotBack("")))
    noted = StepRow.select(StepRow.name, StepRow.detail, StepRow.at)
    noted = noted.where(StepRow.call_id == call, StepRow.name.in_([lost, *over])).order_by(StepRow.number)
    awaited: dict[str, datetime] = {}
    for name, agent, at in list(noted.tuples().execute(database)):
        awaited.pop(agent, None)
        if name == lost:
            awaited[agent] = at
    for agent, at in awaited.items():
        add_note(database, call, *plain_row(NotBack(agent)), at)


def _keep(database: Database, call: str, messages: Sequence[Recording], at: datetime) -> None:
    for message in messages:
        row = {"call_id": call, "file": message.name, "seconds": message.seconds, "at": at}
        MessageRow.insert(row).on_conflict_ignore().execute(database)
        message_left(database, call, message.name, at)


def _first_time(database: Database, cdr: str, at: datetime) -> bool:
    if ImportedCdrRow.select().where(ImportedCdrRow.name == cdr).exists(database):
        return False
    ImportedCdrRow.insert(name=cdr, at=at).execute(database)
    return True


def _end(database: Database, call: str, outcome: str, at: datetime, *, fallback: bool) -> None:
    """End a call, with what it left open: its steps, and the offers nobody will answer any more."""
    this = CallRow.id == call
    CallRow.update(ended_at=at).where(this, CallRow.ended_at.is_null()).execute(database)
    if fallback:
        unspoken = CallRow.outcome.is_null() | CallRow.outcome.not_in(SPOKEN)
        CallRow.update(outcome=outcome, fallback=True, ended_at=at).where(this, unspoken).execute(database)
    else:
        CallRow.update(outcome=outcome).where(this, CallRow.outcome.is_null()).execute(database)
    offers = AttemptRow.update(outcome=OfferOutcome.CANCELLED.value, ended_at=at)
    offers.where(AttemptRow.call_id == call, AttemptRow.outcome.is_null()).execute(database)
    _end_steps(database, call, at)


def _end_steps(database: Database, call: str, at: datetime) -> None:
    going_on = (StepRow.call_id == call) & StepRow.seconds.is_null()
    for step in list(StepRow.select().where(going_on).dicts().execute(database)):
        seconds = round(max(0.0, (at - step["at"]).total_seconds()), 3)
        query = StepRow.update(seconds=seconds).where(going_on, StepRow.number == step["number"])
        query.execute(database)
