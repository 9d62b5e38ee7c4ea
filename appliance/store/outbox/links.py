"""The link by which whoever was told takes charge: unguessable, its own for each person, good for a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import Database

from appliance.store.database import reading
from appliance.store.outbox.tables import OutboxRow
from appliance.store.outbox.tidings import Tiding, find_tiding
from appliance.store.secrets import same_hash, secret_hash

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Linked:
    """What a link is about, and the address that it was sent to. `agent`: whose it was then, if an agent's."""

    tiding: Tiding
    recipient: str
    agent: str | None = None


def linked_by(database: Database, secret: str, now: datetime) -> Linked | None:
    """Behind this secret; None for one that is unknown or too old. Raises StoreError."""
    hashed = secret_hash(secret)
    with reading(database):
        row = OutboxRow.select().where(OutboxRow.secret_hash == hashed).dicts().first(database)
    if row is None or not same_hash(row["secret_hash"], hashed) or now - row["queued_at"] > GOOD_FOR:
        return None
    tiding = find_tiding(database, row["tiding"])
    return Linked(tiding, row["recipient"], row["agent"]) if tiding is not None else None
