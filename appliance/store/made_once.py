"""Statements of peewee's whose text is made once: of one that each call asks for, making it took most of the time.

The statement is written as any other, with `given("name")` where a value of each use goes. Its text is made at the
first use on a kind of database, and kept; the values of a use go through the fields that they were given with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import Database, Field, Query, Value


@dataclass(frozen=True)
class _Given:
    """The place of a value in the list of a statement's."""

    name: str
    field: Field | None

    def of(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        return value if self.field is None else self.field.db_value(value)


@dataclass(frozen=True)
class _Made:
    """The text for one kind of database; its values, each a constant or `_Given`; what reads each column of a row."""

    text: str
    values: tuple[Any, ...]
    columns: tuple[Callable[[Any], Any] | None, ...]


def given(name: str, field: Field | None = None) -> Any:
    """A value that each use names. `field`: through which it goes to the database; None: as it is."""
    return Value(_Given(name, field), converter=False)


class MadeOnce:
    """One statement; `make` is called once for each kind of database. Within `reading` or `writing`."""

    def __init__(self, make: Callable[[], Query]) -> None:
        self._make = make
        self._made: dict[type[Database], _Made] = {}

    def write(self, database: Database, **values: Any) -> int:
        """How many rows it changed."""
        return int(database.rows_affected(self._cursor(database, values)))

    def row(self, database: Database, **values: Any) -> tuple[Any, ...] | None:
        """The first row, None where there is none."""
        found = self._cursor(database, values).fetchone()
        return None if found is None else self._read(database, found)

    def rows(self, database: Database, **values: Any) -> list[tuple[Any, ...]]:
        """All of them, in their order."""
        return [self._read(database, row) for row in self._cursor(database, values).fetchall()]

    def _read(self, database: Database, row: tuple[Any, ...]) -> tuple[Any, ...]:
        columns = self._made[type(database)].columns
        return tuple(value if read is None else read(value) for read, value in zip(columns, row, strict=True))

    def _cursor(self, database: Database, values: dict[str, Any]) -> Any:
        made = self._made.get(type(database))
        if made is None:
            made = self._made[type(database)] = _made(database, self._make())
        told = [one.of(values) if isinstance(one, _Given) else one for one in made.values]
        return database.execute_sql(made.text, told)


def _made(database: Database, query: Any) -> _Made:
    text, values = database.get_sql_context().sql(query).query()
    columns = [one.python_value if isinstance(one, Field) else None for one in query._returning or ()]
    return _Made(text, tuple(values), tuple(columns))
