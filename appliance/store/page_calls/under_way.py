"""Calls that agents talk in, in a page: told by the controller that has the call, so that they find it again there."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Database

from appliance.store.database import reading, writing
from appliance.store.database_clock import Clock, seconds_now
from appliance.store.page_calls.tables import PageTalkRow

TALK_TOLD_SECONDS = 60.0  # a controller that dies is believed no longer: nobody comes back by it


@dataclass(frozen=True)
class TalkUnderWay:
    """See `PageTalkRow`."""

    ticket: str
    call_id: str
    box: str


def tell_talk(database: Database, ticket: str, agent: str, call: str, box: str, *, clock: Clock | None = None) -> None:
    """The agent talks in this call, and no other: they are held for one. Told again while it lasts. StoreError."""
    until = seconds_now(database, clock) + TALK_TOLD_SECONDS
    row = {"ticket": ticket, "agent_id": agent, "call_id": call, "box": box, "until": until}
    with writing(database):
        PageTalkRow.delete().where(PageTalkRow.agent_id == agent).execute(database)
        PageTalkRow.insert(row).execute(database)


def end_talk(database: Database, ticket: str) -> None:
    """They talk no more, or by another ticket; nothing where they did not. Raises StoreError."""
    with writing(database):
        PageTalkRow.delete().where(PageTalkRow.ticket == ticket).execute(database)


def talk_of(database: Database, agent: str, *, clock: Clock | None = None) -> TalkUnderWay | None:
    """The call that the agent is in, on whichever box. Raises StoreError."""
    still = PageTalkRow.until >= seconds_now(database, clock)
    query = PageTalkRow.select().where(PageTalkRow.agent_id == agent, still)
    with reading(database):
        row = query.dicts().first(database)
    return None if row is None else TalkUnderWay(row["ticket"], row["call_id"], row["box"])
