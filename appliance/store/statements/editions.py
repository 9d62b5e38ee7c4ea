"""Monthly statements, closed: each edition is written once, with its digest, and never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from peewee import Database

from appliance.planning.months import Month, read_month
from appliance.planning.statement_edition import Edition
from appliance.store.database import is_sqlite, reading, writing
from appliance.store.errors import StoreError
from appliance.store.statements.edition_words import digest_of, rows_of, taken_apart, with_words
from appliance.store.statements.tables import EditionRow, EditionWordsRow

Record = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """An edition as it is kept, and the digest that it bears on paper: SHA-256, in hexadecimal."""

    edition: Edition
    digest: str


def editions(database: Database, month: Month, agent: str | None = None) -> list[Kept]:
    """The editions of a month, by agent, then by number. Raises StoreError, also when one was altered."""
    query = EditionRow.select().where(EditionRow.month == str(month))
    if agent is not None:
        query = query.where(EditionRow.agent == agent)
    with reading(database):
        rows = list(query.order_by(EditionRow.agent, EditionRow.edition).dicts().execute(database))
        said = EditionWordsRow.select().where(EditionWordsRow.month == str(month)).dicts()
        words: dict[tuple[str, int], dict[int, Record]] = defaultdict(dict)
        for row in said.execute(database):
            words[row["agent"], row["edition"]][row["place"]] = row
    return [_kept(row, words[row["agent"], row["edition"]], month) for row in rows]


def latest(kept: Sequence[Kept]) -> dict[str, Kept]:
    """The last edition of each agent."""
    return {one.edition.statement.agent: one for one in kept}


def last_known_name(database: Database, agent: str) -> str | None:
    """How the last closed statement of an agent names them; None where none is. Raises StoreError."""
    query = EditionRow.select(EditionRow.month).where(EditionRow.agent == agent)
    with reading(database):
        row = query.order_by(EditionRow.month.desc()).tuples().first(database)
    if row is None:
        return None
    return editions(database, read_month(row[0]), agent)[-1].edition.statement.name


def keep(database: Database, new: Sequence[Edition]) -> list[Kept]:
    """Write these editions, all or none. StoreError when one is there already: somebody closed the month meanwhile."""
    kept = []
    with writing(database):
        if not is_sqlite(database):
            database.execute_sql("LOCK TABLE statement_editions IN EXCLUSIVE MODE")
        for edition in new:
            content, words = taken_apart(msgspec.json.encode(edition, order="deterministic").decode())
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
            for row in rows_of(words, key):
                EditionWordsRow.insert(row).execute(database)
            kept.append(Kept(edition, digest))
    return kept


def _kept(row: Record, words: Mapping[int, Record], month: Month) -> Kept:
    edition = _edition(row["content"], row["digest"], row["agent"], month)
    return Kept(replace(edition, statement=with_words(edition.statement, words)), row["printed"] or row["digest"])


def _edition(content: str, digest: str, agent: str, month: Month) -> Edition:
    if digest_of(content) != digest:
        raise StoreError(
            f"Le relevé clos de « {agent} » pour {month} a été altéré dans la base, son empreinte ne correspond plus ; "
            "remettez une sauvegarde."
        )
    return msgspec.json.decode(content, type=Edition)
