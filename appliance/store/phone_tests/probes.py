"""What the monitoring of each box last saw, kept for the pages of all of them."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from peewee import Database

from appliance.store.accounts.tables import ProbeRow
from appliance.store.database import reading, writing

Record = dict[str, Any]


def keep_probes(database: Database, probes: Sequence[Record], now: datetime, *, box: str = "") -> None:
    """What this box just saw, in the place of what it saw before. `box`: its name; empty: the host's. StoreError."""
    name = box or socket.gethostname()
    with writing(database):
        ProbeRow.delete().where(ProbeRow.box == name).execute(database)
        if probes:
            ProbeRow.insert_many([{**probe, "box": name, "asked_at": now} for probe in probes]).execute(database)


def list_probes(database: Database, box: str | None = None) -> list[Record]:
    """What went wrong first, of this box; of every box where none is named. Raises StoreError."""
    query = ProbeRow.select().order_by(ProbeRow.healthy, ProbeRow.serious.desc(), ProbeRow.name)
    with reading(database):
        return list((query if box is None else query.where(ProbeRow.box == box)).dicts().execute(database))
