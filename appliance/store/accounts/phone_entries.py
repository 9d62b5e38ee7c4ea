"""Agents' codes typed by telephone: three mistakes close an agent's entry, for longer each time, to its right code.

Mistakes of all agents together are bounded too: whoever tries a few codes of each agent of the house finds none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from peewee import Database, IntegerField, TextField

from appliance.calls.agents_desk import CodeVerdict
from appliance.company.model import Agent
from appliance.run_forever import told_without_message
from appliance.store.accounts.audit import note
from appliance.store.codes import hashed, is_right
from appliance.store.database import writing
from appliance.store.fields import InstantField, Row
from appliance.store.settings.revisions import one_writer_at_a_time

log = logging.getLogger(__name__)

MISTAKES = 3
FIRST_LOCK = timedelta(minutes=15)
DOUBLED = 6  # times at most: 16 hours
NOBODYS = hashed("0")  # as long to compare as a code of somebody's
HOUSE = ""  # in the place of an agent's identifier: all together
HOUSE_MISTAKES = 10
FORGOTTEN_AFTER = timedelta(minutes=6)  # one mistake of the house: as many as HOUSE_MISTAKES in an hour

Locked = Callable[[Agent | None, datetime], None]


class PhoneEntryRow(Row):
    """`mistakes`: since the last right code or lock; `locks`: since the last right code.

    Of the HOUSE, `locked_until` is when its last mistake will be forgotten, and `locks` 1 once its closing was told.
    """

    agent_id = TextField(primary_key=True)
    mistakes = IntegerField()
    locks = IntegerField()
    locked_until = InstantField(null=True)

    class Meta:
        table_name = "phone_entries"


def try_code(database: Database, agent: Agent | None, code: str, now: datetime, locked: Locked) -> CodeVerdict:
    """Whether this is the agent's code; None, or without a code: never, in the same time. `now`: UTC. StoreError.

    `locked` tells of a lock that this mistake begins, and of its end, within its transaction; of None: of all agents'.
    """
    right = is_right(agent.pin if agent and agent.pin else NOBODYS, code) and agent is not None and bool(agent.pin)
    with writing(database):
        one_writer_at_a_time(database)
        if (until := _house_forgets(database, now)) is not None and until > now + _house_bears():
            return CodeVerdict.CLOSED
        row = _row(database, agent.id) if agent else None
        if row is not None and is_locked(row["locked_until"], now):
            return CodeVerdict.LOCKED
        if right and agent is not None:
            PhoneEntryRow.delete().where(PhoneEntryRow.agent_id == agent.id).execute(database)
            return CodeVerdict.RIGHT
        if agent is not None and agent.pin:
            _mistaken(database, agent, row or {"mistakes": 0, "locks": 0}, now, locked)
            _house_mistaken(database, now, locked)
    return CodeVerdict.WRONG


def is_locked(until: datetime | None, now: datetime) -> bool:
    """A lock that ends further off than any would: the clock was set back since, and it is over."""
    return until is not None and now < until <= now + FIRST_LOCK * 2**DOUBLED


def _mistaken(database: Database, agent: Agent, row: dict[str, Any], now: datetime, locked: Locked) -> None:
    mistakes, locks = row["mistakes"] + 1, row["locks"]
    until = None
    if mistakes >= MISTAKES:
        until = now + FIRST_LOCK * 2 ** min(locks, DOUBLED)
        mistakes, locks = 0, locks + 1
        act = f"Menu des intervenants fermé à {agent.name} : trois erreurs de code"
        note(database, f"{agent.name} (téléphone)", act, at=now)
        _tell(database, locked, agent, until)
    _keep(database, agent.id, mistakes=mistakes, locks=locks, locked_until=until)


def _house_bears() -> timedelta:
    """How far ahead the mistakes of the house may reach while one more is borne."""
    return FORGOTTEN_AFTER * (HOUSE_MISTAKES - 1)


def _house_forgets(database: Database, now: datetime) -> datetime | None:
    """When the last mistake of the house will be forgotten; None: they all are, or the clock was set back since."""
    row = _row(database, HOUSE)
    until: datetime | None = row["locked_until"] if row else None
    return until if until is not None and now < until <= now + FORGOTTEN_AFTER * HOUSE_MISTAKES else None


def _house_mistaken(database: Database, now: datetime, locked: Locked) -> None:
    """One more, forgotten FORGOTTEN_AFTER the one before; told when the house bears no other, once until all are."""
    before = _house_forgets(database, now)
    told = (_row(database, HOUSE) or {"locks": 0})["locks"] if before else 0
    until = (before or now) + FORGOTTEN_AFTER
    if until > now + _house_bears() and not told:
        told = 1
        act = f"Menu des intervenants fermé à tous : {HOUSE_MISTAKES} erreurs de code en moins d'une heure"
        note(database, "(téléphone)", act, at=now)
        _tell(database, locked, None, until - _house_bears())
    _keep(database, HOUSE, mistakes=0, locks=told, locked_until=until)


def _tell(database: Database, locked: Locked, agent: Agent | None, until: datetime) -> None:
    """What cannot be told undoes no lock: it is in the journal of changes all the same."""
    try:
        with database.atomic():
            locked(agent, until)
    except Exception as error:  # noqa: BLE001 - a lock is worth more than its news
        log.error("a closed agents' menu cannot be told: %s", told_without_message(error))


def _row(database: Database, agent: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = PhoneEntryRow.select().where(PhoneEntryRow.agent_id == agent).dicts().first(database)
    return found


def _keep(database: Database, agent: str, **facts: object) -> None:
    if PhoneEntryRow.update(facts).where(PhoneEntryRow.agent_id == agent).execute(database) == 0:
        PhoneEntryRow.insert(agent_id=agent, **facts).execute(database)
