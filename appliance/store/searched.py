"""Free text in which a number may stand: found, and struck out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import Database

from appliance.planning.number_traces import struck
from appliance.store.personal_data import REGISTRY, Columns
from appliance.store.striking import Traces

Record = dict[str, Any]


def found_in_texts(database: Database, traces: Traces) -> Iterator[tuple[Columns, Record]]:
    """Each row whose free text has the number. Within `reading`."""
    for entry in REGISTRY:
        names = entry.searched.split()
        for row in list(entry.table.select().dicts().execute(database)) if names else ():
            if any(row[name] and traces.search(row[name]) for name in names):
                yield entry, row


def strike_everywhere(database: Database, traces: Traces) -> int:
    """How many rows had the number. Within `writing`."""
    rows = list(found_in_texts(database, traces))
    for entry, row in rows:
        texts = {name: struck(row[name], traces) for name in entry.searched.split() if row[name]}
        keys = entry.table._meta.get_primary_keys()
        this = [key == row[key.name] for key in keys]
        entry.table.update(texts).where(*this).execute(database)
    return len(rows)
