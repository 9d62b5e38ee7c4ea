"""The secret addresses of calendars, one agent's or one team's."""

from __future__ import annotations

from datetime import datetime

from peewee import Database, TextField

from appliance.store.database import reading, writing
from appliance.store.fields import InstantField, Row
from appliance.store.secrets import new_secret, same_hash, secret_hash

AGENT, TEAM = "agent", "team"  # whose calendar


class FeedRow(Row):
    """`kind`: agent or team; `subject`: its identifier."""

    secret_hash = TextField(primary_key=True)
    kind = TextField()
    subject = TextField()
    made_at = InstantField()
    revoked_at = InstantField(null=True)

    class Meta:
        table_name = "feeds"


def open_feed(database: Database, kind: str, subject: str, now: datetime) -> str:
    """A new secret for this calendar; those given before go on. Raises StoreError."""
    secret = new_secret()
    with writing(database):
        FeedRow.insert(secret_hash=secret_hash(secret), kind=kind, subject=subject, made_at=now).execute(database)
    return secret


def has_feed(database: Database, kind: str, subject: str) -> bool:
    """Whether an address of this calendar is open. StoreError."""
    mine = (FeedRow.kind == kind) & (FeedRow.subject == subject) & FeedRow.revoked_at.is_null()
    with reading(database):
        return FeedRow.select().where(mine).exists(database)


def revoke_feeds(database: Database, kind: str, subject: str, now: datetime) -> int:
    """Close every address of this calendar; how many there were. Raises StoreError."""
    mine = (FeedRow.kind == kind) & (FeedRow.subject == subject) & FeedRow.revoked_at.is_null()
    with writing(database):
        return int(FeedRow.update(revoked_at=now).where(mine).execute(database))


def feed_behind(database: Database, secret: str) -> tuple[str, str] | None:
    """(kind, subject) of the calendar whose secret this is, None for an unknown or closed one. Raises StoreError."""
    hashed = secret_hash(secret)
    query = FeedRow.select().where(FeedRow.secret_hash == hashed, FeedRow.revoked_at.is_null())
    with reading(database):
        row = query.dicts().first(database)
    return (row["kind"], row["subject"]) if row and same_hash(row["secret_hash"], hashed) else None
