"""Version 17: agents' codes are kept as hashes alone. The former column stays, empty, for the programs of before."""

from __future__ import annotations

from peewee import Database

from appliance.store.codes import hashed
from appliance.store.migrations.settings_tables import AgentRow


def codes_hashed(database: Database) -> None:
    """Every code that was in clear. The database zeroes what it deletes."""
    clear = AgentRow.select(AgentRow.id, AgentRow.pin).where(AgentRow.pin.is_null(False))
    for agent, code in list(clear.tuples().execute(database)):
        AgentRow.update(code_hash=hashed(code), pin=None).where(AgentRow.id == agent).execute(database)


def clear_codes(database: Database) -> dict[str, str]:
    """The codes that are in clear, by agent: a program of before has no others."""
    return dict(database.execute_sql("SELECT id, pin FROM agents WHERE pin IS NOT NULL").fetchall())


def codes_in_clear(database: Database, codes: dict[str, str]) -> None:
    """For a program of before, which is gone back to. The next upgrade hashes them again."""
    for agent, code in codes.items():
        AgentRow.update(pin=code).where(AgentRow.id == agent).execute(database)


STATEMENTS = ("ALTER TABLE agents ADD COLUMN code_hash TEXT", codes_hashed)
