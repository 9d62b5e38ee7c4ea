"""The whole database as one plain SQLite file, while calls go on: of PostgreSQL too, row by row."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from peewee import Database

from appliance.store import migrations
from appliance.store.database import is_sqlite, opened, reading, writing
from appliance.store.errors import StoreError, StoreUnavailable

VERSIONS = "schema_version"


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own snapshot, consistent whatever is written meanwhile, without a log beside it. StoreError."""
    if not source.exists():
        raise StoreError(f"{source} : il n'y a pas de base de données à sauvegarder ; vérifiez le chemin.")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=delete")
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"{source} : sauvegarde impossible ({error}) ; vérifiez la base et le disque."
        ) from error


def copy_whole(database: Database, target: Path, level: int) -> None:
    """All of it in a file, its owner's alone, whole or not at all; the former one is replaced. StoreError, OSError.

    `level`: the migration as of which it is read; of PostgreSQL, what later ones have added is left out.
    """
    draft = target.with_name(f".{target.name}.tmp")
    draft.unlink(missing_ok=True)
    try:
        draft.touch(mode=0o600)
        if is_sqlite(database):
            copy_sqlite(Path(str(database.database)), draft)
        else:
            _copy_rows(database, draft, level)
        _to_the_disk(draft)
        draft.replace(target)
        _to_the_disk(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def _to_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_rows(database: Database, target: Path, level: int) -> None:
    """The same schema, made by the same migrations, and every row as it is at one moment."""
    with opened(f"sqlite:///{target}", create=True, upgrade=False) as copy:
        with writing(database), writing(copy):
            database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            database.execute_sql("SET LOCAL statement_timeout = 0")
            copy.execute_sql("PRAGMA defer_foreign_keys = ON")
            migrations.upgrade(copy, to=level)
            for table in copy.get_tables():
                if table != VERSIONS:
                    put_rows(copy, table, *rows_of(database, table, columns_of(copy, table)))
        with reading(copy):
            copy.execute_sql("PRAGMA journal_mode=delete")


def columns_of(database: Database, table: str) -> list[str]:
    return [column.name for column in database.get_columns(table)]


def truths_of(database: Database, table: str) -> set[str]:
    """The columns that hold a truth value, as this database says it."""
    return {column.name for column in database.get_columns(table) if column.data_type.lower() == "boolean"}


def rows_of(database: Database, table: str, columns: list[str]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """These columns, and every row of them."""
    words = ", ".join(f'"{column}"' for column in columns)
    return columns, list(database.execute_sql(f'SELECT {words} FROM "{table}"').fetchall())  # noqa: S608


def put_rows(database: Database, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Into a table that has these columns. PostgreSQL tells a truth value from a number; SQLite does not."""
    truths = truths_of(database, table)
    words = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join([database.param] * len(columns))
    insert = f'INSERT INTO "{table}" ({words}) VALUES ({places})'  # noqa: S608
    for row in rows:
        facts = zip(columns, row, strict=True)
        given = [bool(fact) if name in truths and fact is not None else fact for name, fact in facts]
        database.execute_sql(insert, given)
