"""What an agent says of a call: once it is over, closed or to be seen again; a note for whoever serves them next."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from peewee import Database

from appliance.company.numbers import E164
from appliance.store.customers.lookup import numbers_alike
from appliance.store.database import reading, writing
from appliance.store.journal.tables import CallRow
from appliance.store.statements.interventions import AGAIN, had_by, work_begins
from appliance.store.statements.tables import DoneRow

NOTES_SHOWN = 3


class State(StrEnum):
    """Where an intervention stands."""

    CLOSED = "closed"
    TO_RETURN = "to_return"  # somebody must go there, or go back


@dataclass(frozen=True)
class Done:
    """See `DoneRow`."""

    id: str
    call_id: str
    agent: str
    state: State | None
    note: str
    at: datetime
    written_by: str


def say_done(
    database: Database,
    agent: str,
    call: str,
    *,
    state: State | None,
    note: str,
    at: datetime,
    by: str,
    last_resorts: Mapping[str, str],
) -> None:
    """Keep what is said of a call that this agent took. StoreError, a sentence, for any other.

    Where it stands is said once the call is over; a note alone may be written while they talk. The very same, said
    again within AGAIN, is a form sent twice: it is kept once.
    """
    facts = {"call_id": call, "agent": agent, "state": state or "", "note": note, "written_by": by}
    with writing(database):
        if state:
            work_begins(database, agent, call, last_resorts, at)
        else:
            had_by(database, agent, call, last_resorts)
        same = [getattr(DoneRow, name) == fact for name, fact in facts.items()]
        if not DoneRow.select().where(*same, DoneRow.at > at - AGAIN, DoneRow.at <= at).exists(database):
            DoneRow.insert(id=secrets.token_hex(8), at=at, **facts).execute(database)


def take_note_away(database: Database, call: str, said: str) -> bool:
    """The note of what was said of a call is no more; False where there is none. Raises StoreError."""
    with writing(database):
        mine = (DoneRow.id == said) & (DoneRow.call_id == call) & (DoneRow.note != "")
        return bool(DoneRow.update(note="").where(mine).execute(database))


def done_of(database: Database, call: str) -> list[Done]:
    """All that was said of a call, the first one first. Raises StoreError."""
    with reading(database):
        rows = DoneRow.select().where(DoneRow.call_id == call).order_by(DoneRow.at, DoneRow.id).dicts()
        return [_done(row) for row in rows.execute(database)]


def latest_notes(database: Database, call: Mapping[str, Any], limit: int = NOTES_SHOWN) -> list[Done]:
    """The notes of other calls of this customer: of their numbers, or of the same order; the latest first.

    `call`: a record of the journal, whole. An agent who calls is no customer. Raises StoreError.
    """
    caller = "" if call["caller_agent"] else str(call["caller"] or "")
    with reading(database):
        numbers: Collection[str] = numbers_alike(database, caller) if E164.fullmatch(caller) else ()
        same = CallRow.caller.in_(list(numbers)) & CallRow.caller_agent.is_null()
        if call["order"]:
            same |= CallRow.order_number == call["order"]
        query = DoneRow.select(DoneRow).join(CallRow, on=(CallRow.id == DoneRow.call_id))
        query = query.where(same, DoneRow.note != "", DoneRow.call_id != call["id"])
        rows = query.order_by(DoneRow.at.desc(), DoneRow.id).limit(limit).dicts()
        return [_done(row) for row in rows.execute(database)]


def _done(row: dict[str, Any]) -> Done:
    known = {one.value for one in State}
    return Done(**{**row, "state": State(row["state"]) if row["state"] in known else None})
