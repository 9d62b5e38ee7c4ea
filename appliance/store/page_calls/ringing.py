"""Calls that ring in the pages of agents: told by the controller that has the call, read by the pages of its box."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Database

from appliance.store.database import reading
from appliance.store.database_clock import Clock, seconds_now
from appliance.store.page_calls.tables import PageCallRow
from appliance.store.page_calls.tickets import give, take_back

LONGEST_SECONDS = 120.0  # a controller that dies leaves a page ringing for no longer


@dataclass(frozen=True)
class PageCall:
    """See `PageCallRow`."""

    ticket: str
    call_id: str


def begin_ringing(
    database: Database, ticket: str, agent: str, call: str, box: str, *, clock: Clock | None = None
) -> None:
    """The call rings in the pages of this agent from now on, and no other: they are held for one. Raises StoreError."""
    give(database, PageCallRow, ticket, agent, call, box, LONGEST_SECONDS, clock=clock)


def end_ringing(database: Database, ticket: str) -> None:
    """It rings no more; nothing where it did not. Raises StoreError."""
    take_back(database, PageCallRow, ticket)


def ringing_for(database: Database, agent: str, box: str, *, clock: Clock | None = None) -> PageCall | None:
    """What rings for the agent on this box. Raises StoreError."""
    still = PageCallRow.until >= seconds_now(database, clock)
    query = PageCallRow.select().where(PageCallRow.agent_id == agent, PageCallRow.box == box, still)
    with reading(database):
        row = query.dicts().first(database)
    return None if row is None else PageCall(row["ticket"], row["call_id"])
