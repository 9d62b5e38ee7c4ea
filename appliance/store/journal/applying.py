"""Journal records written into the tables, each of them once, however often they are replayed.

A record carries its call and its number in that call; `calls.last_record` is the last one applied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.notes import Refusal
from appliance.company.model import Audience
from appliance.store import plain_sql
from appliance.store.callbacks.promises import promise_callback
from appliance.store.callbacks.queue import caller_not_served, caller_served
from appliance.store.callbacks.texts import callback_by_text
from appliance.store.calling_agents import whose_telephone
from appliance.store.database import writing
from appliance.store.journal.last_resort import standing_behind
from appliance.store.journal.merged_records import STEPS, merged
from appliance.store.journal.reopening import reopen
from appliance.store.journal.tables import AttemptRow, CallRow, MessageRow, StepRow, TalkRow, WordsRow
from appliance.store.journal.told_late import drop
from appliance.store.made_once import MadeOnce, given
from appliance.store.outbox.tidings import call_accepted, call_ended, callback_promised, message_left

REFUSALS = frozenset(Refusal)
OPENED = ("line_id", "line_name", "called", "caller", "box", "clock_offset", "audience", "callback_of")
_OPENED = MadeOnce(lambda: _opening({name: given(name) for name in OPENED}))
_CLOSED = MadeOnce(
    lambda: CallRow.update(outcome=given("outcome"), ended_at=given("at", CallRow.ended_at)).where(
        CallRow.id == given("call"), ~CallRow.fallback
    )
)
MOMENTS = ("ringing_at", "answered_at", "ended_at")  # of an attempt

Record = dict[str, Any]


def apply(database: Database, records: Sequence[Record]) -> None:
    """Write these records, in order, in one transaction. Raises StoreError: then none of them is written."""
    last: dict[str, int] = {}
    new: list[Record] = []
    with writing(database):
        for record in records:
            call, number = record["call"], record["number"]
            if call not in last:
                last[call] = _last_applied(database, call)
            if number > last[call]:
                new.append(record)
                last[call] = number
        for record in merged(new):
            KINDS[record["kind"]](database, record)
        for call, number in last.items():
            _update(database, call, last_record=number)


def _last_applied(database: Database, call: str) -> int:
    """The number of the last record; of a call that another box closed meanwhile, what it assumed is taken back."""
    known = plain_sql.find(database, CallRow, {"id": call}, ("last_record", "closed_for"))
    number, closed_for = known or (0, None)
    if closed_for is not None:
        reopen(database, CallRow.id == call)
    return int(number)


def _open(database: Database, record: Record) -> None:
    since_then = {"audience": Audience.CUSTOMERS.value, "callback_of": None}  # a spool of before has none
    facts = {name: record[name] for name in OPENED if name in record or name not in since_then}
    agent, began = whose_telephone(database, record["caller"]), datetime.fromisoformat(record["started_at"])
    _OPENED.write(database, call=record["call"], agent=agent, began=began, **since_then | facts)


def _opening(facts: Record) -> Any:
    facts = {**facts, "started_at": given("began", CallRow.started_at)}
    insert = CallRow.insert(id=given("call"), caller_agent=given("agent"), **facts)
    return insert.on_conflict(conflict_target=[CallRow.id], update=facts)


def _steps(database: Database, record: Record) -> None:
    """Steps begin. The first one tells when the call was answered, unless it was refused, or rings on."""
    steps = record["steps"]
    plain_sql.insert(database, StepRow, [_step_row(step) for step in steps])
    answered: dict[str, datetime] = {}
    for step in steps:
        if step["name"] not in REFUSALS and not step.get("rings"):
            answered.setdefault(step["call"], _at(step))
    for call, at in answered.items():
        plain_sql.update(database, CallRow, {"id": call}, {"answered_at": at}, still_null="answered_at")


def _step_row(step: Record) -> Record:
    facts = {name: step[name] for name in ("number", "name", "detail", "seconds")}
    return {"call_id": step["call"], "at": _at(step), **facts}


def _step_ended(database: Database, record: Record) -> None:
    this = {"call_id": record["call"], "number": record["step"]}
    plain_sql.update(database, StepRow, this, {"seconds": record["seconds"]})


def _order(database: Database, record: Record) -> None:
    _update(database, record["call"], order_number=record["order"])


def _attempt(database: Database, record: Record) -> None:
    facts = {"agent": record["agent"], "phone": record["phone"], "at": _at(record), "outcome": record.get("outcome")}
    facts["behind"] = standing_behind(database, record["call"], record["agent"])
    moments = {name: datetime.fromisoformat(record[name]) for name in MOMENTS if name in record}
    this = {"call_id": record["call"], "number": record["number"]}
    plain_sql.insert(database, AttemptRow, [this | facts | moments])


def _attempt_went_on(database: Database, record: Record) -> None:
    facts: Record = {f"{record['event']}_at": _at(record)}  # ringing_at, answered_at, ended_at
    if record["outcome"]:
        facts["outcome"] = record["outcome"]
    this = {"call_id": record["call"], "number": record["attempt"]}
    plain_sql.update(database, AttemptRow, this, facts)


def _message(database: Database, record: Record) -> None:
    facts = {"seconds": record["seconds"], "at": _at(record), "waits_until": _waits(record)}
    insert = MessageRow.insert(call_id=record["call"], file=record["file"], **facts)
    insert.on_conflict(conflict_target=[MessageRow.call_id, MessageRow.file], update=facts).execute(database)
    can_wait = facts["waits_until"] is not None
    message_left(database, record["call"], record["file"], _at(record), can_wait=can_wait)


def _words(database: Database, record: Record) -> None:
    facts = {"file": record["file"], "seconds": record["seconds"], "at": _at(record)}
    insert = WordsRow.insert(call_id=record["call"], **facts)
    insert.on_conflict(conflict_target=[WordsRow.call_id], update=facts).execute(database)


def _talk(database: Database, record: Record) -> None:
    """It has begun; or its length is known."""
    facts = {"seconds": record["seconds"], "at": _at(record)}
    insert = TalkRow.insert(call_id=record["call"], file=record["file"], **facts)
    kept = {"seconds": record["seconds"]}
    insert.on_conflict(conflict_target=[TalkRow.call_id, TalkRow.file], update=kept).execute(database)


def _callback(database: Database, record: Record) -> None:
    call, within = record["call"], timedelta(minutes=record["within"])
    until, repair = _waits(record), bool(record.get("repair"))
    promise_callback(database, call, record["to"], record["team"], _at(record), within, until, repair=repair)
    if not repair:
        callback_promised(database, call, _at(record), can_wait=until is not None)


def _connected(database: Database, record: Record) -> None:
    """Of one who is handed from agent to agent, the first to have talked to them counts for the wait."""
    _update(database, record["call"], outcome=record["outcome"])
    first = {"connected_at": _at(record)}
    plain_sql.update(database, CallRow, {"id": record["call"]}, first, still_null="connected_at")
    caller_served(database, record["call"], _at(record))
    if record["outcome"] == Outcome.CONNECTED.value:
        call_accepted(database, record["call"], record["number"], _at(record))


def _dropped(database: Database, record: Record) -> None:
    drop(database, record["call"], record["agent"])


def _close(database: Database, record: Record) -> None:
    """The script is over. Where the dialplan took the call over meanwhile, its own account stands.

    Who was rung back and had gone as they were joined has talked to nobody, though a conversation had begun.
    """
    if record["outcome"] == Outcome.UNANSWERED.value and _rings_back(database, record["call"]):
        caller_not_served(database, record["call"])
    _CLOSED.write(database, call=record["call"], outcome=record["outcome"], at=_at(record))
    call_ended(database, record["call"], _at(record))


def _rings_back(database: Database, call: str) -> bool:
    return CallRow.select().where(CallRow.id == call, CallRow.callback_of.is_null(False)).exists(database)


def _update(database: Database, call: str, **facts: Any) -> None:
    plain_sql.update(database, CallRow, {"id": call}, facts)


def _at(record: Record) -> datetime:
    return datetime.fromisoformat(record["at"])


def _waits(record: Record) -> datetime | None:
    return datetime.fromisoformat(record["waits_until"]) if record.get("waits_until") else None


KINDS: dict[str, Callable[[Database, Record], None]] = {
    "open": _open,
    STEPS: _steps,
    "step_ended": _step_ended,
    "order": _order,
    "attempt": _attempt,
    "attempt_went_on": _attempt_went_on,
    "message": _message,
    "words": _words,
    "talk": _talk,
    "callback": _callback,
    "callback_by_text": lambda database, record: callback_by_text(database, record["call"]),
    "connected": _connected,
    "dropped": _dropped,
    "close": _close,
}
