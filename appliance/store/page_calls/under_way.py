"""Calls that agents talk in, in a page: told by the controller that has the call, so that they find it again there."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Database

from appliance.store.database import reading
from appliance.store.database_clock import Clock, seconds_now
from appliance.store.page_calls.tables import PageTalkRow
from appliance.store.page_calls.tickets import give, take_back

TALK_TOLD_SECONDS = 60.0  # a controller that dies is believed no longer: nobody comes back by it


@dataclass(frozen=True)
class TalkUnderWay:
    """See `PageTalkRow`."""

    ticket: str
    call_id: str
    box: str


def tell_talk(database: Database, ticket: str, agent: str, call: str, box: str, *, clock: Clock | None = None) -> None:
    """The agent talks in this call, and no other: they are held for one. Told again while it lasts. StoreError."""
    give(database, PageTalkRow, ticket, agent, call, box, TALK_TOLD_SECONDS, clock=clock)


def end_talk(database: Database, ticket: str) -> None:
    """They talk no more, or by another ticket; nothing where they did not. Raises StoreError."""
    take_back(database, PageTalkRow, ticket)


def talk_of(database: Database, agent: str, *, clock: Clock | None = None) -> TalkUnderWay | None:
    """The call that the agent is in, on whichever box. Raises StoreError."""
    still = PageTalkRow.until >= seconds_now(database, clock)
    query = PageTalkRow.select().where(PageTalkRow.agent_id == agent, still)
    with reading(database):
        row = query.dicts().first(database)
    return None if row is None else TalkUnderWay(row["ticket"], row["call_id"], row["box"])
