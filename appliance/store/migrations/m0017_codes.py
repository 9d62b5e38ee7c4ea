"""Version 17: agents' codes are kept as hashes alone. The former column stays, empty, for the programs of before."""

from __future__ import annotations

from peewee import Database

from appliance.store.codes import hashed
from appliance.store.settings.tables import AgentRow

NUMBER = 17


def in_clear(database: Database) -> bool:
    """Whether a release of before wrote some, which was gone back to since."""
    return bool(AgentRow.select(AgentRow.id).where(AgentRow.pin.is_null(False)).exists(database))


def codes_hashed(database: Database) -> None:
    """Every code that was in clear. The database zeroes what it deletes."""
    clear = AgentRow.select(AgentRow.id, AgentRow.pin).where(AgentRow.pin.is_null(False))
    for agent, code in list(clear.tuples().execute(database)):
        AgentRow.update(code_hash=hashed(code), pin=None).where(AgentRow.id == agent).execute(database)


STATEMENTS = ("ALTER TABLE agents ADD COLUMN code_hash TEXT", codes_hashed)
