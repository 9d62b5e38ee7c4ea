"""Tickets that lead an agent's page to a call: one at a time for an agent, for a while. Of either table."""

from __future__ import annotations

from peewee import Database

from appliance.store.database import writing
from appliance.store.database_clock import Clock, seconds_now
from appliance.store.page_calls.tables import PageCallRow, PageTalkRow

Table = type[PageCallRow] | type[PageTalkRow]


def give(
    database: Database,
    table: Table,
    ticket: str,
    agent: str,
    call: str,
    box: str,
    seconds: float,
    *,
    clock: Clock | None = None,
) -> None:
    """This one leads the agent to the call for so long, in the place of any other of theirs. Raises StoreError."""
    until = seconds_now(database, clock) + seconds
    row = {"ticket": ticket, "agent_id": agent, "call_id": call, "box": box, "until": until}
    with writing(database):
        table.delete().where(table.agent_id == agent).execute(database)
        table.insert(row).execute(database)


def take_back(database: Database, table: Table, ticket: str) -> None:
    """It leads nowhere any more; nothing where it did not. Raises StoreError."""
    with writing(database):
        table.delete().where(table.ticket == ticket).execute(database)
