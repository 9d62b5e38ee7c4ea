"""The journal searched: by date, line, caller, order, outcome, agent. A page at a time, the latest call first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import Database, fn

from appliance.calls.hunt import LAST_RESORT
from appliance.calls.leg import OfferOutcome
from appliance.company.numbers import UNREADABLE
from appliance.store.database import reading
from appliance.store.journal.answered_in_time import answered_in_time, answered_late
from appliance.store.journal.lost_calls import lost
from appliance.store.journal.of_callers import of_customers
from appliance.store.journal.reader import with_details
from appliance.store.journal.tables import AttemptRow, CallRow
from appliance.store.journal.transcripts import calls_saying
from appliance.store.journal.waiting_calls import to_ring_back, untaken

Record = dict[str, Any]
LIVING = "living"  # not an outcome: the call goes on
LOST = "lost"  # nor this: whatever the outcome, the caller had neither a human nor a message (`calls.lost`)
TO_RING_BACK = "to_ring_back"  # nor this: somebody has still to ring the caller back
UNTAKEN = "untaken"  # nor this: lost, and nobody sees to it
FEW = 5_000  # calls that are quicker listed than looked for
HIDDEN = "hidden"  # not a number: the caller showed none
ERASED = "erased"  # nor this: the caller was forgotten


@dataclass(frozen=True)
class Unseen:
    """Whose number is not told to whoever searches: these, and those of agents when they called, but `own`."""

    numbers: frozenset[str]
    own: str | None


@dataclass(frozen=True)
class Search:
    """What is looked for; None: whatever. [`since`, `until`).

    `caller`: E.164, HIDDEN, ERASED, UNREADABLE, or some digits, which may also be one of `beginnings` of a number.
    `unseen`: found by no digit of theirs. `agent`, `taken_by`: whom it rang, who took it, each also as the last
    resort of a line by `last_resorts`, its agent by line. `of_customers`: over, and counted in the figures.
    `decided`: with an outcome, whatever it is.
    `words`: of the message, as a program wrote them down. `in_time`: whether a human took it within the target of its
    line by `targets`, in seconds; of those that are over. `call`: that one alone, if it is of those.
    """

    since: datetime | None = None
    until: datetime | None = None
    line: str | None = None
    caller: str | None = None
    order: str | None = None
    outcome: str | None = None
    agent: str | None = None
    unseen: Unseen | None = None
    beginnings: tuple[str, ...] = ()
    taken_by: str | None = None
    last_resorts: Mapping[str, str] = field(default_factory=dict)
    of_customers: bool = False
    decided: bool = False
    words: str | None = None
    in_time: bool | None = None
    targets: Mapping[str, int] = field(default_factory=dict)
    call: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a page of the journal ends: the next one begins after this call."""

    started_at: datetime
    call_id: str


def search_calls(database: Database, wanted: Search, *, after: Place | None = None, limit: int = 50) -> list[Record]:
    """The calls found, as `list_calls` gives them; `after`: from there on. Raises StoreError."""
    with reading(database):
        return with_details(database, list(page_of(database, wanted, after, limit).dicts().execute(database)))


def is_any_before(database: Database, moment: datetime) -> bool:
    """Whether a call began before then. Raises StoreError."""
    with reading(database):
        return bool(CallRow.select().where(CallRow.started_at < moment).exists(database))


def page_of(database: Database, wanted: Search, after: Place | None, limit: int) -> Any:
    """The query of one page, in the order of the journal."""
    query = CallRow.select()
    if asked := conditions(wanted):
        query = query.where(*asked)
    if wanted.agent is not None:
        query = query.where(agent_condition(database, wanted.agent) | as_last_resort(wanted.agent, wanted.last_resorts))
    if wanted.words is not None:
        query = query.where(CallRow.id.in_(calls_saying(database, wanted.words, digits=wanted.unseen is None)))
    if wanted.in_time is not None:
        query = query.where((answered_in_time if wanted.in_time else answered_late)(wanted.targets))
    if after is not None:
        later = (CallRow.started_at < after.started_at) | (CallRow.id > after.call_id)
        query = query.where(CallRow.started_at <= after.started_at, later)
    return query.order_by(CallRow.started_at.desc(), CallRow.id).limit(limit)


def place_of(call: Record) -> Place:
    """The place of a call that `search_calls` gave."""
    return Place(datetime.fromisoformat(call["started_at"]), call["id"])


def conditions(wanted: Search) -> list[Any]:
    """What SQL asks of a call."""
    found: list[Any] = []
    if wanted.call is not None:
        found.append(CallRow.id == wanted.call)
    if wanted.since is not None:
        found.append(CallRow.started_at >= wanted.since)
    if wanted.until is not None:
        found.append(CallRow.started_at < wanted.until)
    if wanted.line is not None:
        found.append(CallRow.line_id == wanted.line)
    if wanted.caller is not None:
        found.append(caller_condition(wanted.caller, wanted.beginnings))
        if wanted.unseen is not None and wanted.caller not in (HIDDEN, ERASED, UNREADABLE):
            found.append(seen_condition(wanted.unseen))
    if wanted.order is not None:
        found.append(CallRow.order_number == wanted.order)
    if wanted.outcome == LIVING:
        found.append(CallRow.ended_at.is_null())
    elif wanted.outcome == LOST:
        found += lost()
    elif wanted.outcome == UNTAKEN:
        found.append(untaken())
    elif wanted.outcome == TO_RING_BACK:
        found.append(to_ring_back())
    elif wanted.outcome is not None:
        found += [CallRow.outcome == wanted.outcome, CallRow.ended_at.is_null(False)]
    if wanted.taken_by is not None:
        found.append(taken_condition(wanted.taken_by, wanted.last_resorts))
    if wanted.of_customers:
        found += of_customers()
    if wanted.decided:
        found.append(CallRow.outcome.is_null(False))
    return found


def taken_condition(agent: str, last_resorts: Mapping[str, str]) -> Any:
    """The calls that an agent accepted."""
    accepted = AttemptRow.outcome == OfferOutcome.ACCEPTED.value
    theirs = AttemptRow.select(AttemptRow.call_id).where(accepted, AttemptRow.agent == agent)
    return CallRow.id.in_(theirs) | as_last_resort(agent, last_resorts, accepted)


def as_last_resort(agent: str, last_resorts: Mapping[str, str], *of_attempts: Any) -> Any:
    """The calls that rang an agent as the last resort of their line."""
    lines = [line for line, behind in last_resorts.items() if behind == agent]
    rung = AttemptRow.select(AttemptRow.call_id).where(AttemptRow.agent == LAST_RESORT, *of_attempts)
    kept = CallRow.id.in_(rung.where(AttemptRow.behind == agent))
    return kept | (CallRow.line_id.in_(lines) & CallRow.id.in_(rung.where(AttemptRow.behind.is_null())))


def agent_condition(database: Database, agent: str) -> Any:
    """The calls that an agent was offered: looked up one by one for a busy agent, listed for one who has few."""
    theirs = AttemptRow.select(AttemptRow.call_id).where(AttemptRow.agent == agent)
    if len(list(theirs.limit(FEW + 1).tuples().execute(database))) <= FEW:
        return CallRow.id.in_(theirs)
    return fn.EXISTS(theirs.where(AttemptRow.call_id == CallRow.id))


def seen_condition(unseen: Unseen) -> Any:
    """The calls whose number is told."""
    return CallRow.caller.not_in(sorted(unseen.numbers)) & (
        CallRow.caller_agent.is_null() | (CallRow.caller_agent == unseen.own)
    )


def caller_condition(caller: str, beginnings: Sequence[str] = ()) -> Any:
    """One whole number, no number, or some digits of one."""
    if caller == HIDDEN:
        return CallRow.caller.is_null() & CallRow.erased_at.is_null()
    if caller == ERASED:
        return CallRow.caller.is_null() & CallRow.erased_at.is_null(False)
    if caller == UNREADABLE or re.fullmatch(r"\+\d+", caller, re.ASCII):
        return CallRow.caller == caller
    other = CallRow.alias()  # read from the index of callers alone, then each caller found is looked up
    digits = re.sub(r"\D", "", caller)
    written = [other.caller.contains(digits), *map(other.caller.startswith, beginnings)]
    return CallRow.caller.in_(other.select(other.caller).where(reduce(or_, written)).distinct())
