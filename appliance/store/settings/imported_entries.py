"""What the last import of a calendar brought, so that the next one takes away what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import CompositeKey, Database, IntegerField, TextField

from appliance.store.database import reading, writing
from appliance.store.fields import InstantField, Row

CHUNK = 50


class ImportedEntryRow(Row):
    """`source`: which calendar, for what. `team_id` null: an absence, which counts in every team."""

    source = TextField()
    position = IntegerField()
    uid = TextField()
    kind = TextField()
    team_id = TextField(null=True)
    agent_id = TextField()
    level = IntegerField(null=True)
    starts = InstantField()
    ends = InstantField()
    reason = TextField()

    class Meta:
        table_name = "imported_entries"
        primary_key = CompositeKey("source", "position")


@dataclass(frozen=True)
class Kept:
    """One entry as it was brought: an absence or a shift of `agent`, [start, end)."""

    uid: str
    kind: str
    team: str | None
    agent: str
    level: int | None
    start: datetime
    end: datetime
    reason: str = ""


def kept_entries(database: Database, source: str) -> list[Kept]:
    """What the last import of this source brought. Raises StoreError."""
    query = ImportedEntryRow.select().where(ImportedEntryRow.source == source).order_by(ImportedEntryRow.position)
    with reading(database):
        rows = list(query.dicts().execute(database))
    return [
        Kept(
            row["uid"],
            row["kind"],
            row["team_id"],
            row["agent_id"],
            row["level"],
            row["starts"],
            row["ends"],
            row["reason"],
        )
        for row in rows
    ]


def keep_entries(database: Database, source: str, entries: list[Kept]) -> None:
    """Remember these in the place of the former ones. Raises StoreError."""
    rows = [
        {
            "source": source,
            "position": place,
            "uid": one.uid,
            "kind": one.kind,
            "team_id": one.team,
            "agent_id": one.agent,
            "level": one.level,
            "starts": one.start,
            "ends": one.end,
            "reason": one.reason,
        }
        for place, one in enumerate(entries)
    ]
    with writing(database):
        ImportedEntryRow.delete().where(ImportedEntryRow.source == source).execute(database)
        for start in range(0, len(rows), CHUNK):
            ImportedEntryRow.insert_many(rows[start : start + CHUNK]).execute(database)
