"""An acceptance that its controller did not live to write, told by the switch: while they talk, or at the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import Database, fn

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OFFICE, OfferOutcome
from appliance.store.callbacks.queue import caller_served
from appliance.store.database import reading, writing
from appliance.store.journal.last_resort import standing_behind
from appliance.store.journal.reopening import reopen
from appliance.store.journal.tables import AttemptRow, CallRow, StepRow
from appliance.store.journal.told_late import next_number
from appliance.store.made_once import MadeOnce, given

UNDECIDED = (Outcome.ABANDONED.value,)  # what an open call became when no more was known of it
_UNDECIDED = MadeOnce(
    lambda: CallRow.select(CallRow.id).where(
        CallRow.id == given("call"),
        CallRow.closed_for.is_null(False)
        | (
            ~CallRow.fallback
            & CallRow.connected_at.is_null()
            & (CallRow.outcome.is_null() | CallRow.outcome.in_(UNDECIDED))
        ),
    )
)
_GOING_ON = MadeOnce(
    lambda: CallRow.select(CallRow.id, CallRow.started_at).where(
        CallRow.ended_at.is_null(), CallRow.outcome.is_null(), CallRow.box == given("box")
    )
)
UNENDED = (OfferOutcome.CANCELLED.value,)  # what an open offer became then


def undecided(database: Database, box: str) -> dict[str, datetime]:
    """The calls of this box that go on with no outcome yet, and when each began. Raises StoreError."""
    with reading(database):
        return dict(_GOING_ON.rows(database, box=box))


def accept(database: Database, call_id: str, agent: str, phone: int, after: timedelta) -> bool:
    """Write that this agent, or OFFICE, was joined to the caller so long after the call began. Raises StoreError.

    `phone` counts from 0 in their list. False, and nothing is written, where the journal knows better: the call is not
    there, or its conversation or another end is written. The conversation goes on until the call is ended.
    """
    with reading(database):
        if not _UNDECIDED.row(database, call=call_id):
            return False
    with writing(database):
        reopen(database, CallRow.id == call_id)
        call = CallRow.select().where(CallRow.id == call_id).dicts().first(database)
        if call is None or call["fallback"] or call["connected_at"] or call["outcome"] not in (None, *UNDECIDED):
            return False
        at = call["started_at"] + after
        _offers(database, call_id, agent, phone, at)
        _steps(database, call_id, at, call["ended_at"])
        outcome = Outcome.FORWARDED if agent == OFFICE else Outcome.CONNECTED
        CallRow.update(outcome=outcome.value, connected_at=at).where(CallRow.id == call_id).execute(database)
        caller_served(database, call_id, at)
    return True


def _offers(database: Database, call: str, agent: str, phone: int, at: datetime) -> None:
    """Theirs was accepted at that moment; the others that were open were withdrawn then."""
    unended = AttemptRow.outcome.is_null() | AttemptRow.outcome.in_(UNENDED)
    theirs = (AttemptRow.call_id == call) & (AttemptRow.agent == agent) & (AttemptRow.phone == phone)
    number = AttemptRow.select(fn.MAX(AttemptRow.number)).where(theirs, unended).scalar(database)
    facts: dict[str, Any] = {"outcome": OfferOutcome.ACCEPTED.value, "ended_at": at}
    if number is None:
        facts |= {"call_id": call, "number": next_number(database, AttemptRow, call), "agent": agent, "phone": phone}
        facts["behind"] = standing_behind(database, call, agent)
        AttemptRow.insert(facts | {"at": at, "answered_at": at}).execute(database)
    else:
        this = (AttemptRow.call_id == call) & (AttemptRow.number == number)
        AttemptRow.update(facts).where(this).execute(database)
        AttemptRow.update(answered_at=at).where(this, AttemptRow.answered_at.is_null()).execute(database)
    others = AttemptRow.update(outcome=OfferOutcome.CANCELLED.value, ended_at=at)
    others.where(AttemptRow.call_id == call, AttemptRow.outcome.is_null()).execute(database)


def _steps(database: Database, call: str, at: datetime, ended: datetime | None) -> None:
    """The hunt ended then, and the conversation began."""
    for step in list(
        StepRow.select().where(StepRow.call_id == call, StepRow.seconds.is_null()).dicts().execute(database)
    ):
        seconds = round(max(0.0, (at - step["at"]).total_seconds()), 3)
        here = (StepRow.call_id == call) & (StepRow.number == step["number"])
        StepRow.update(seconds=seconds).where(here).execute(database)
    seconds = None if ended is None else max(0.0, (ended - at).total_seconds())
    talk = {"name": "conversation", "detail": "", "at": at, "seconds": seconds}
    StepRow.insert(call_id=call, number=next_number(database, StepRow, call), **talk).execute(database)
