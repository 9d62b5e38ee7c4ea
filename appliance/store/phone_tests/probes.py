"""What the monitoring of the box last saw, kept for the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from peewee import Database

from appliance.store.accounts.tables import ProbeRow
from appliance.store.database import reading, writing

Record = dict[str, Any]


def keep_probes(database: Database, probes: Sequence[Record], now: datetime) -> None:
    """In the place of those of before. Raises StoreError."""
    with writing(database):
        ProbeRow.delete().execute(database)
        if probes:
            ProbeRow.insert_many([{**probe, "asked_at": now} for probe in probes]).execute(database)


def list_probes(database: Database) -> list[Record]:
    """What went wrong first. Raises StoreError."""
    query = ProbeRow.select().order_by(ProbeRow.healthy, ProbeRow.serious.desc(), ProbeRow.name)
    with reading(database):
        return list(query.dicts().execute(database))
