"""Agents' codes typed by telephone: three mistakes close an agent's entry, for longer each time, to its right code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from peewee import Database, IntegerField, TextField

from appliance.calls.agents_desk import CodeVerdict
from appliance.company.model import Agent
from appliance.store.accounts.audit import note
from appliance.store.codes import hashed, is_right
from appliance.store.database import writing
from appliance.store.fields import InstantField, Row
from appliance.store.settings.revisions import one_writer_at_a_time

MISTAKES = 3
FIRST_LOCK = timedelta(minutes=15)
DOUBLED = 6  # times at most: 16 hours
NOBODYS = hashed("0")  # as long to compare as a code of somebody's

Locked = Callable[[datetime], None]


class PhoneEntryRow(Row):
    """`mistakes`: since the last right code or lock; `locks`: since the last right code."""

    agent_id = TextField(primary_key=True)
    mistakes = IntegerField()
    locks = IntegerField()
    locked_until = InstantField(null=True)

    class Meta:
        table_name = "phone_entries"


def try_code(database: Database, agent: Agent | None, code: str, now: datetime, locked: Locked) -> CodeVerdict:
    """Whether this is the agent's code; None, or without a code: never, in the same time. `now`: UTC. StoreError.

    `locked` is told of the end of a lock that this mistake begins, within its transaction.
    """
    right = is_right(agent.pin if agent and agent.pin else NOBODYS, code) and agent is not None and bool(agent.pin)
    with writing(database):
        one_writer_at_a_time(database)
        mine = PhoneEntryRow.agent_id == (agent.id if agent else "")
        row = PhoneEntryRow.select().where(mine).dicts().first(database)
        if row is not None and is_locked(row["locked_until"], now):
            return CodeVerdict.LOCKED
        if right:
            PhoneEntryRow.delete().where(mine).execute(database)
            return CodeVerdict.RIGHT
        if agent is not None and agent.pin:
            _mistaken(database, agent, row or {"mistakes": 0, "locks": 0}, now, locked)
    return CodeVerdict.WRONG


def is_locked(until: datetime | None, now: datetime) -> bool:
    """A lock that ends further off than any would: the clock was set back since, and it is over."""
    return until is not None and now < until <= now + FIRST_LOCK * 2**DOUBLED


def _mistaken(database: Database, agent: Agent, row: dict[str, int], now: datetime, locked: Locked) -> None:
    mistakes, locks = row["mistakes"] + 1, row["locks"]
    until = None
    if mistakes >= MISTAKES:
        until = now + FIRST_LOCK * 2 ** min(locks, DOUBLED)
        mistakes, locks = 0, locks + 1
        note(
            database,
            f"{agent.name} (téléphone)",
            f"Menu des intervenants fermé à {agent.name} : trois erreurs de code",
            at=now,
        )
        locked(until)
    facts = {"mistakes": mistakes, "locks": locks, "locked_until": until}
    if PhoneEntryRow.update(facts).where(PhoneEntryRow.agent_id == agent.id).execute(database) == 0:
        PhoneEntryRow.insert(agent_id=agent.id, **facts).execute(database)
