"""Statements that each call needs, in plain SQL made once: building peewee's own took most of their time.

Values go through the fields of their table, as peewee's do; names are those of the table, never anybody's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from peewee import Database, Field

from appliance.store.fields import Row

Record = dict[str, Any]
Table = type[Row]
TOGETHER = (32, 8, 1)  # rows that one statement adds, as many as there are: three texts for the database to know


def insert(database: Database, table: Table, rows: Sequence[Record]) -> None:
    """Add these rows, which all name the same fields. Within `writing`."""
    if not rows:
        return
    names = tuple(rows[0])
    fields = _fields(table, names)
    for some in _batches(rows):
        values = [field.db_value(row[field.name]) for row in some for field in fields]
        database.execute_sql(_insert(table, names, len(some), database.param), values)


def _batches(rows: Sequence[Record]) -> Iterator[Sequence[Record]]:
    done = 0
    for many in TOGETHER:
        whole = len(rows) - (len(rows) - done) % many
        yield from (rows[at : at + many] for at in range(done, whole, many))
        done = whole


def update(database: Database, table: Table, where: Record, facts: Record, *, still_null: str = "") -> None:
    """Change `facts` in the rows that are `where`; `still_null`: in those alone where this field has no value."""
    text = _update(table, tuple(facts), tuple(where), still_null, database.param)
    values = [field.db_value(facts[field.name]) for field in _fields(table, tuple(facts))]
    found = [field.db_value(where[field.name]) for field in _fields(table, tuple(where))]
    database.execute_sql(text, [*values, *found])


def find(database: Database, table: Table, where: Record, names: tuple[str, ...]) -> tuple[Any, ...] | None:
    """These fields of one row, or None where there is none. Within `reading` or `writing`."""
    fields = _fields(table, names)
    found = [field.db_value(where[field.name]) for field in _fields(table, tuple(where))]
    row = database.execute_sql(_select(table, names, tuple(where), database.param), found).fetchone()
    return None if row is None else tuple(field.python_value(one) for field, one in zip(fields, row, strict=True))


@lru_cache(maxsize=100)
def _fields(table: Table, names: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(table._meta.fields[name] for name in names)


@lru_cache(maxsize=100)
def _insert(table: Table, names: tuple[str, ...], rows: int, param: str) -> str:
    columns = ", ".join(_quoted(field.column_name) for field in _fields(table, names))
    values = ", ".join([f"({', '.join([param] * len(names))})"] * rows)
    return f"INSERT INTO {_quoted(table._meta.table_name)} ({columns}) VALUES {values}"  # noqa: S608


@lru_cache(maxsize=100)
def _select(table: Table, names: tuple[str, ...], where: tuple[str, ...], param: str) -> str:
    columns = ", ".join(_quoted(field.column_name) for field in _fields(table, names))
    known = " AND ".join(f"{_quoted(field.column_name)} = {param}" for field in _fields(table, where))
    return f"SELECT {columns} FROM {_quoted(table._meta.table_name)} WHERE {known}"  # noqa: S608


@lru_cache(maxsize=100)
def _update(table: Table, facts: tuple[str, ...], where: tuple[str, ...], still_null: str, param: str) -> str:
    changed = ", ".join(f"{_quoted(field.column_name)} = {param}" for field in _fields(table, facts))
    known = [f"{_quoted(field.column_name)} = {param}" for field in _fields(table, where)]
    if still_null:
        known.append(f"{_quoted(_fields(table, (still_null,))[0].column_name)} IS NULL")
    return f"UPDATE {_quoted(table._meta.table_name)} SET {changed} WHERE {' AND '.join(known)}"  # noqa: S608


def _quoted(name: str) -> str:
    return f'"{name}"'
