"""What is told of a call by its record, after the records of a controller: under which number, and of whom it was not.

The rows of a call are shown by their numbers, so these come last; each has one of its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import Database, fn

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.calls.notes import GoneAtOnce, plain_row
from appliance.calls.steps import Step
from appliance.store.callbacks.queue import caller_not_served
from appliance.store.journal.tables import AttemptRow, CallRow, MessageRow, StepRow

OF_THE_FALLBACK = 1_000_000  # after every record of a controller, which a spool may still bring


def next_number(database: Database, table: type[AttemptRow] | type[StepRow], call: str) -> int:
    """For one more row of this call, told late. Within the transaction that writes it."""
    late = table.select(fn.MAX(table.number)).where(table.call_id == call, table.number >= OF_THE_FALLBACK)
    last: int | None = late.scalar(database)
    return OF_THE_FALLBACK if last is None else last + 1


def add_note(database: Database, call: str, name: str, detail: str, at: datetime) -> None:
    """One more note, told late. Within a transaction."""
    number = next_number(database, StepRow, call)
    note = {"call_id": call, "number": number, "name": name, "detail": detail, "at": at, "seconds": 0.0}
    StepRow.insert(note).execute(database)


def drop(database: Database, call: str, agent: str) -> None:
    """The conversation did not take place: neither the outcome of the call nor the agent's last one stands.

    Unless the caller had talked to another before, who handed them over. Within a transaction.
    """
    ours = AttemptRow.call_id == call
    last = _last_offer(database, call, agent)
    query = AttemptRow.update(outcome=OfferOutcome.UNCONFIRMED.value)
    query.where(ours, AttemptRow.agent == agent, AttemptRow.number == last).execute(database)
    if not AttemptRow.select().where(ours, AttemptRow.outcome == OfferOutcome.ACCEPTED.value).exists(database):
        caller_not_served(database, call)
        facts = {"outcome": _without_a_talk(database, call), "connected_at": None}
        CallRow.update(facts).where(CallRow.id == call).execute(database)


def drop_gone(database: Database, call: str, agent: str) -> None:
    """The same of who was gone at once, by the record of the call, where the journal has it that they talked.

    Nothing where their controller lived to write it. Within a transaction.
    """
    theirs = (AttemptRow.call_id == call) & (AttemptRow.number == _last_offer(database, call, agent))
    offer = AttemptRow.select().where(theirs, AttemptRow.agent == agent).dicts().first(database)
    if offer is None or offer["outcome"] != OfferOutcome.ACCEPTED.value:
        return
    talk = (StepRow.call_id == call) & (StepRow.name == str(Step.CONVERSATION)) & StepRow.seconds.is_null()
    StepRow.update(seconds=0.0).where(talk).execute(database)
    drop(database, call, agent)
    name, detail = plain_row(GoneAtOnce(agent))
    add_note(database, call, name, detail, offer["ended_at"] or offer["at"])


def _last_offer(database: Database, call: str, agent: str) -> Any:
    theirs = (AttemptRow.call_id == call) & (AttemptRow.agent == agent)
    return AttemptRow.select(fn.MAX(AttemptRow.number)).where(theirs).scalar(database)


def _without_a_talk(database: Database, call: str) -> str | None:
    """Its outcome: none yet, unless the dialplan has taken it, and its record been read before this was."""
    if not CallRow.select().where(CallRow.id == call, CallRow.fallback).exists(database):
        return None
    left = MessageRow.select().where(MessageRow.call_id == call).exists(database)
    return (Outcome.MESSAGE if left else Outcome.FALLBACK).value
