"""What each try to send something came to, as the outbox keeps it."""

from __future__ import annotations

from typing import Any

from peewee import Database

from appliance.store.database import reading
from appliance.store.outbox.tables import TryRow


def list_tries(database: Database, number: int) -> list[dict[str, Any]]:
    """Each try of one row, the first one first."""
    with reading(database):
        return list(TryRow.select().where(TryRow.number == number).order_by(TryRow.turn).dicts().execute(database))
