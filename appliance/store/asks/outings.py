"""Agents who are out on an intervention: begun and ended by themselves, or by who takes charge of their silence."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from peewee import Database

from appliance.store.asks.outing_tables import OutingRow
from appliance.store.asks.queue import Ask, AskKind, Ending, asks_about
from appliance.store.database import reading, writing


class OutingEnd(StrEnum):
    """How it ended."""

    BACK = "back"  # by the agent
    TAKEN = "taken"  # by who has taken charge of their silence


@dataclass(frozen=True)
class Outing:
    """See `OutingRow`."""

    id: str
    agent_id: str
    team_id: str
    minutes: int
    began_at: datetime


def go_out(database: Database, agent: str, team: str, minutes: int, now: datetime) -> Outing:
    """The agent's outing: the one under way, or one that begins. Raises StoreError."""
    new = Outing(secrets.token_hex(8), agent, team, minutes, now)
    with writing(database):
        known = _open(database, agent)
        if known is None:
            OutingRow.insert(**vars(new)).execute(database)
    return known or new


def come_back(database: Database, outing: str, ending: OutingEnd, by: str, now: datetime) -> bool:
    """It is over; False where it was already. May stand within a transaction. Raises StoreError."""
    with writing(database):
        ended = OutingRow.update(ended_at=now, ending=ending.value, ended_by=by)
        return bool(ended.where(OutingRow.id == outing, OutingRow.ended_at.is_null()).execute(database))


def agent_back(database: Database, agent: str, by: str, now: datetime) -> bool:
    """The agent is no more out, whichever outing it was; False where they were not. Raises StoreError."""
    known = outing_of(database, agent)
    return known is not None and come_back(database, known.id, OutingEnd.BACK, by, now)


def outing_of(database: Database, agent: str) -> Outing | None:
    """The one that the agent is on. Raises StoreError."""
    with reading(database):
        return _open(database, agent)


def outings_now(database: Database) -> list[Outing]:
    """Those under way, the first one first. Raises StoreError."""
    query = OutingRow.select().where(OutingRow.ended_at.is_null()).order_by(OutingRow.began_at, OutingRow.id)
    with reading(database):
        return [_outing(row) for row in query.dicts().execute(database)]


def find_outing(database: Database, outing: str) -> Outing | None:
    """One that is under way. Raises StoreError."""
    with reading(database):
        query = OutingRow.select().where(OutingRow.id == outing, OutingRow.ended_at.is_null())
        row = query.dicts().first(database)
    return None if row is None else _outing(row)


def silence_of(database: Database, outing: str, before: Ask | None = None) -> Ask | None:
    """The call that was left without an answer, if it is the last that is over (`before` another). StoreError."""
    asked = sorted(asks_about(database, outing, AskKind.SAFETY), key=number_of)
    over = [one for one in asked if one.ending is not None and (before is None or one.id != before.id)]
    return over[-1] if over and over[-1].ending is Ending.UNANSWERED else None


def safety_ask_name(outing: str, number: int) -> str:
    """The name of one call to who is out; `number` counts them from 0."""
    return f"{AskKind.SAFETY} {outing} {number}"


def number_of(ask: Ask) -> int:
    """Its number among those of its outing: their moments follow no order once the clock was set back."""
    return int(ask.id.rpartition(" ")[2])


def _open(database: Database, agent: str) -> Outing | None:
    row = OutingRow.select().where(OutingRow.agent_id == agent, OutingRow.ended_at.is_null()).dicts().first(database)
    return None if row is None else _outing(row)


def _outing(row: dict[str, Any]) -> Outing:
    return Outing(**{name: row[name] for name in Outing.__dataclass_fields__})
