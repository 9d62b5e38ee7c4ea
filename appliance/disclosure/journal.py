"""The journal and the messages as one reader may see them: the pages and the API read them here, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from peewee import Database

from appliance.company.own_lines import is_own_line
from appliance.disclosure.policy import Asker
from appliance.disclosure.sight import Sight
from appliance.store.callbacks import listing
from appliance.store.callbacks.listing import OpenCallback
from appliance.store.journal import message_followup, reader, search
from appliance.store.journal.message_followup import Message, MessagesWanted
from appliance.store.journal.search import Place, Search, Unseen

Record = dict[str, Any]


def search_calls(
    database: Database, sight: Sight, wanted: Search, *, after: Place | None = None, limit: int = 50
) -> list[Record]:
    """The calls found, the latest first; by a number that is not told, none is. Raises StoreError."""
    if not sight.whole:
        wanted = replace(wanted, unseen=Unseen(sight.kept, sight.agent))
    return [sight.call(one) for one in search.search_calls(database, wanted, after=after, limit=limit)]


def read_call(database: Database, sight: Sight, call_id: str) -> Record | None:
    """One call, or None. Raises StoreError."""
    found = reader.list_calls(database, call_id=call_id)
    return sight.call(found[0]) if found else None


def read_calls(database: Database, sight: Sight, calls: Sequence[str]) -> list[Record]:
    """Those that are kept, in no order. Raises StoreError."""
    return [sight.call(one) for one in reader.these_calls(database, calls)]


def list_messages(database: Database, sight: Sight, wanted: MessagesWanted) -> list[Message]:
    """As `store.journal.message_followup` lists them. Raises StoreError."""
    entrusted = wanted.of is not None
    return [seen(one, sight, entrusted=entrusted) for one in message_followup.list_messages(database, wanted)]


def open_callbacks(
    database: Database, sight: Sight, *, lines: Collection[str] | None = None, call: str | None = None
) -> list[OpenCallback]:
    """Who is to be called back, as `store.callbacks.listing` lists them. Raises StoreError."""
    return [
        replace(one, number=sight.to_call(one.number, one.caller, one.caller_agent), caller=None)
        for one in listing.open_callbacks(database, lines=lines, call=call)
    ]


def messages_of(database: Database, sight: Sight, call_id: str) -> list[Message]:
    """All those of one call, the deleted ones too. Raises StoreError."""
    return [seen(one, sight) for one in message_followup.messages_of(database, call_id)]


def may_open(sight: Sight, account: str | None, message: Message, today: date) -> bool:
    """Whether whoever sees so may open a message, hear it and follow it up. `account`: their name; `today`: local.

    An agent: what is entrusted to them, and what was left on a line of their own; everybody else: all of them.
    """
    entrusted = account is not None and message.assigned_to == account
    return sight.asker is not Asker.AGENT or entrusted or is_own_line(sight.company, sight.agent, message.line, today)


def seen(message: Message, sight: Sight, *, entrusted: bool = False) -> Message:
    """A message as it is shown. What was noted for the agent to whom it is `entrusted` is theirs to read whole."""
    caller = sight.caller(message.caller, message.caller_agent)
    note = message.note if entrusted and sight.asker is Asker.AGENT else sight.text(message.note)
    taken_by = message.taken_by and sight.who_took(message.taken_by)
    written = replace(message, note=note, transcript=sight.written(message.transcript), taken_by=taken_by)
    return replace(written, caller=caller.number, withheld=caller.withheld)
