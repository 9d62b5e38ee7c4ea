"""Monthly statements, closed: each edition is written once, with its digest, and never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from peewee import Database

from appliance.planning.months import Month
from appliance.planning.statement_edition import Edition
from appliance.store.database import is_sqlite, reading, writing
from appliance.store.errors import StoreError
from appliance.store.statement_rows import EditionRow


@dataclass(frozen=True)
class Kept:
    """An edition as it is kept, and the SHA-256 of its content, in hexadecimal."""

    edition: Edition
    digest: str


def editions(database: Database, month: Month, agent: str | None = None) -> list[Kept]:
    """The editions of a month, by agent, then by number. Raises StoreError, also when one was altered."""
    query = EditionRow.select().where(EditionRow.month == str(month))
    if agent is not None:
        query = query.where(EditionRow.agent == agent)
    with reading(database):
        rows = list(query.order_by(EditionRow.agent, EditionRow.edition).dicts().execute(database))
    return [Kept(_edition(row["content"], row["digest"], row["agent"], month), row["digest"]) for row in rows]


def latest(kept: Sequence[Kept]) -> dict[str, Kept]:
    """The last edition of each agent."""
    return {one.edition.statement.agent: one for one in kept}


def keep(database: Database, new: Sequence[Edition]) -> list[Kept]:
    """Write these editions, all or none. StoreError when one is there already: somebody closed the month meanwhile."""
    kept = []
    with writing(database):
        if not is_sqlite(database):
            database.execute_sql("LOCK TABLE statement_editions IN EXCLUSIVE MODE")
        for edition in new:
            content = _content(edition)
            digest = digest_of(content)
            statement = edition.statement
            key = {"agent": statement.agent, "month": str(statement.month), "edition": edition.number}
            there = EditionRow.select().where(*(getattr(EditionRow, name) == value for name, value in key.items()))
            if there.exists(database):
                raise StoreError(
                    f"Le relevé de {statement.name} vient d'être clos par ailleurs ; relancez la commande."
                )
            facts = {"closed_at": edition.closed_at, "closed_by": edition.closed_by}
            EditionRow.insert(**key, **facts, content=content, digest=digest).execute(database)
            kept.append(Kept(edition, digest))
    return kept


def digest_of(content: str) -> str:
    """The SHA-256 of an edition's content."""
    return hashlib.sha256(content.encode()).hexdigest()


def _content(edition: Edition) -> str:
    return msgspec.json.encode(edition, order="deterministic").decode()


def _edition(content: str, digest: str, agent: str, month: Month) -> Edition:
    if digest_of(content) != digest:
        raise StoreError(
            f"Le relevé clos de « {agent} » pour {month} a été altéré dans la base, son empreinte ne correspond plus ; "
            "remettez une sauvegarde."
        )
    return msgspec.json.decode(content, type=Edition)
