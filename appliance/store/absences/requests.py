"""What an agent asks for: days away, which count once they are accepted and put into the planning by the one door."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from peewee import Database, TextField

from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.fields import DayField, InstantField, Row

MOST_OPEN = 10  # of one agent
SETTLED = "Cette demande a déjà sa réponse, ou a été retirée."


class Answer(StrEnum):
    """How it was answered; none: it waits."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AbsenceRequestRow(Row):
    """One request. Days are local, both included; `word`: said with the answer."""

    id = TextField(primary_key=True)
    agent_id = TextField()
    first_day = DayField()
    last_day = DayField()
    reason = TextField()
    asked_at = InstantField()
    outcome = TextField(null=True)
    answered_at = InstantField(null=True)
    answered_by = TextField(null=True)
    word = TextField(default="")

    class Meta:
        table_name = "absence_requests"


@dataclass(frozen=True)
class AbsenceRequest:
    """As it is kept. `outcome` None: it waits. Moments in UTC."""

    id: str
    agent_id: str
    first_day: date
    last_day: date
    reason: str
    asked_at: datetime
    outcome: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    word: str = ""


class Settled(StoreError):
    """It waits for no answer any more."""

    def __init__(self) -> None:
        super().__init__(SETTLED)


def ask(database: Database, agent: str, first: date, last: date, reason: str, now: datetime) -> str:
    """Ask for days away; the name of the request. StoreError, in French, for what cannot be."""
    if last < first:
        raise StoreError("Le dernier jour doit suivre le premier.")
    with writing(database):
        waiting = _requests(database, AbsenceRequestRow.outcome.is_null(), AbsenceRequestRow.agent_id == agent)
        if len(waiting) >= MOST_OPEN:
            raise StoreError(f"{MOST_OPEN} demandes attendent déjà une réponse : retirez-en une d'abord.")
        if any((one.first_day, one.last_day) == (first, last) for one in waiting):
            raise StoreError("Ces jours sont déjà demandés ; la réponse est attendue.")
        key = secrets.token_hex(8)
        days = {"first_day": first, "last_day": last}
        AbsenceRequestRow.insert(id=key, agent_id=agent, reason=reason, asked_at=now, **days).execute(database)
    return key


def settle(database: Database, key: str, answer: Answer, *, by: str, now: datetime, word: str = "") -> None:
    """Answer a request, or take it back. Settled, StoreError."""
    with writing(database):
        change = AbsenceRequestRow.update(outcome=answer.value, answered_at=now, answered_by=by, word=word)
        waits = AbsenceRequestRow.outcome.is_null() & (AbsenceRequestRow.id == key)
        if not change.where(waits).execute(database):
            raise Settled


def waiting_request(database: Database, key: str) -> AbsenceRequest | None:
    """The one of this name, while it waits. StoreError."""
    with reading(database):
        found = _requests(database, AbsenceRequestRow.outcome.is_null(), AbsenceRequestRow.id == key)
    return found[0] if found else None


def waiting_requests(database: Database) -> list[AbsenceRequest]:
    """All those that wait, by their first day. StoreError."""
    with reading(database):
        return _requests(database, AbsenceRequestRow.outcome.is_null())


def requests_of(database: Database, agent: str, today: date) -> list[AbsenceRequest]:
    """Those of an agent for days that are not over: waiting or refused. StoreError."""
    told = AbsenceRequestRow.outcome.is_null() | (AbsenceRequestRow.outcome == Answer.REFUSED.value)
    with reading(database):
        return _requests(database, told, AbsenceRequestRow.agent_id == agent, AbsenceRequestRow.last_day >= today)


def _requests(database: Database, *asked: object) -> list[AbsenceRequest]:
    query = AbsenceRequestRow.select().where(*asked).order_by(AbsenceRequestRow.first_day, AbsenceRequestRow.asked_at)
    return [AbsenceRequest(**row) for row in query.dicts().execute(database)]
