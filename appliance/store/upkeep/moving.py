"""A whole database put into another, empty one: from SQLite to PostgreSQL, where one box becomes several.

Row by row, in one transaction on each side: all of it is there, checked, or nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from hashlib import sha256
from typing import Any

from peewee import Database

from appliance.store import migrations
from appliance.store.database import is_sqlite, where, writing
from appliance.store.errors import StoreError
from appliance.store.upkeep.plain_copy import VERSIONS, columns_of, put_rows, truths_of

ROWS = 2000  # at a time
MODULUS = 1 << 256

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Moved:
    """A table, and how many rows of it were put and found again."""

    table: str
    rows: int


@dataclass
class Tally:
    """What a set of rows is known by, in whatever order they come: how many, and the sum of what each hashes to."""

    rows: int = 0
    total: int = 0

    def add(self, row: Row, truths: Sequence[bool]) -> None:
        said = repr([_plain(fact, truth) for fact, truth in zip(row, truths, strict=True)])
        self.rows, self.total = self.rows + 1, (self.total + int.from_bytes(sha256(said.encode()).digest())) % MODULUS


def move(source: Database, target: Database) -> Iterator[Moved]:
    """Copy every row, then read both again. StoreError: the target has something, or differs; it is then left empty.

    `source` is of this release, as `opened` leaves it. To be consumed whole: the target is written when it ends.
    """
    with writing(target):
        _refuse_what_is_used(target)
        migrations.upgrade(target)
        with writing(source):  # nobody writes meanwhile
            yield from _moved(source, target)


def _moved(source: Database, target: Database) -> Iterator[Moved]:
    if not is_sqlite(target):
        target.execute_sql("SET LOCAL statement_timeout = 0")
    for table in in_order(source):
        columns, truths = columns_of(source, table), truths_of(target, table)
        given, found = Tally(), Tally()
        for rows in _read(source, table, columns):
            put_rows(target, table, columns, rows)
            for row in rows:
                given.add(row, [column in truths for column in columns])
        for rows in _read(target, table, columns):
            for row in rows:
                found.add(row, [column in truths for column in columns])
        if given != found:
            raise StoreError(
                f"La table {table} n'est pas la même à l'arrivée ({given.rows} lignes, puis {found.rows}) : rien n'est "
                "gardé là-bas, la base de départ reste celle qui sert."
            )
        yield Moved(table, given.rows)


def in_order(database: Database) -> list[str]:
    """Every table, each after those that its rows name."""
    tables = [table for table in sorted(database.get_tables()) if table != VERSIONS]
    named = {table: {key.dest_table for key in database.get_foreign_keys(table)} - {table} for table in tables}
    return list(TopologicalSorter(named).static_order())


def _refuse_what_is_used(target: Database) -> None:
    for table in target.get_tables():
        if table != VERSIONS and target.execute_sql(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():  # noqa: S608
            raise StoreError(f"{where(target)} n'est pas vide (table {table}) ; donnez une base neuve.")


def _read(database: Database, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
    """The rows of a table, some at a time: a journal of years is larger than the memory of a small box."""
    words = ", ".join(f'"{column}"' for column in columns)
    cursor = database.execute_sql(f'SELECT {words} FROM "{table}"')  # noqa: S608
    while rows := cursor.fetchmany(ROWS):
        yield list(rows)


def _plain(fact: Any, truth: bool) -> Any:
    """The same whichever database it comes from."""
    if truth and fact is not None:
        return bool(fact)
    if isinstance(fact, memoryview | bytearray):
        return bytes(fact)
    return fact


def total(moved: Iterable[Moved]) -> int:
    """How many rows, of all tables."""
    return sum(one.rows for one in moved)
