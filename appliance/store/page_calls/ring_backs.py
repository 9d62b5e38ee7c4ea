"""Callers whom agents ring back from a page: asked by the page, dialled by it once, and told of as it goes on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from peewee import Database

from appliance.calls.ring_back_states import RingBackState
from appliance.store.database import reading, writing
from appliance.store.database_clock import Clock, seconds_now
from appliance.store.page_calls.tables import RingBackRow

SECONDS = 20.0  # to dial: the page does at once, but for a microphone that is asked for
KEPT_SECONDS = 86_400.0  # after which nobody asks any more how it ended


@dataclass(frozen=True)
class Wanted:
    """What is rung back, as `disclosure.to_ring_back` names it; `file`: of a message, else ""."""

    kind: str
    call_id: str
    file: str = ""


def ask_ring_back(database: Database, agent: str, wanted: Wanted, box: str, *, clock: Clock | None = None) -> str:
    """The ticket that a page of this agent dials, the only one that is good from now on. Raises StoreError."""
    ticket, now = secrets.token_hex(16), seconds_now(database, clock)
    row = {**vars(wanted), "ticket": ticket, "agent_id": agent, "box": box, "until": now + SECONDS}
    with writing(database):
        undialled = (RingBackRow.agent_id == agent) & (RingBackRow.until >= now)
        RingBackRow.delete().where(undialled | (RingBackRow.until < now - KEPT_SECONDS)).execute(database)
        RingBackRow.insert(state=RingBackState.ASKED.value, **row).execute(database)
    return ticket


def take_ring_back(
    database: Database, ticket: str, box: str, *, clock: Clock | None = None
) -> tuple[str, Wanted] | None:
    """Who asked for it, and for what; None where it has been dialled, or is not of this box, or came too late. The
    ticket has served then. Raises StoreError.
    """
    mine = (RingBackRow.ticket == ticket) & (RingBackRow.box == box)
    with writing(database):
        now = seconds_now(database, clock)
        if not RingBackRow.update(until=now - 1.0).where(mine & (RingBackRow.until >= now)).execute(database):
            return None
        row = RingBackRow.select().where(mine).dicts().first(database)
    return None if row is None else (row["agent_id"], Wanted(row["kind"], row["call_id"], row["file"]))


def tell_ring_back(database: Database, ticket: str, state: RingBackState) -> None:
    """Where it stands from now on; nothing where it is further already. Raises StoreError."""
    before = [one.value for one in _before(state)]
    with writing(database):
        told = RingBackRow.update(state=state.value)
        told.where(RingBackRow.ticket == ticket, RingBackRow.state.in_(before)).execute(database)


def state_of_ring_back(database: Database, ticket: str, agent: str) -> RingBackState | None:
    """Where what this agent asked for stands; None of what they did not. Raises StoreError."""
    query = RingBackRow.select(RingBackRow.state).where(RingBackRow.ticket == ticket, RingBackRow.agent_id == agent)
    with reading(database):
        state = query.scalar(database)
    return None if state is None else RingBackState(state)


def _before(state: RingBackState) -> tuple[RingBackState, ...]:
    """What may come before each."""
    match state:
        case RingBackState.RINGS:
            return (RingBackState.ASKED,)
        case RingBackState.TALKS:
            return (RingBackState.RINGS,)
        case _:
            return RingBackState.ASKED, RingBackState.RINGS, RingBackState.TALKS
