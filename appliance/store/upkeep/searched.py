"""Free text in which a number may stand: found, and struck out."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import reduce
from typing import Any, cast

from peewee import Database, Expression, ModelSelect

from appliance.planning.number_traces import STRUCK, Traces, digits_in, struck
from appliance.store.upkeep.personal_data import REGISTRY, Columns, column

Record = dict[str, Any]
Found = tuple[Columns, Record]


def found_in_texts(database: Database, traces: Traces, among: Iterable[Columns] = REGISTRY) -> Iterator[Found]:
    """Each row whose free text has the number. Within `reading`."""
    for entry in among:
        if entry.searched:
            query = entry.table.select().where(_may_have(entry, traces))
            yield from _found(entry, list(query.dicts().execute(database)), traces)


def strike_everywhere(
    database: Database, traces: Traces, among: Iterable[Columns] = REGISTRY, instead: str = STRUCK
) -> None:
    """Strike the number out of every free text. Within `writing`."""
    strike_rows(database, list(found_in_texts(database, traces, among)), traces, instead)


def strike_rows(database: Database, found: Iterable[Found], traces: Traces, instead: str = STRUCK) -> None:
    """Strike it out of rows found before; one that somebody has changed meanwhile is left. Within `writing`."""
    for entry, row in found:
        _strike(database, entry, row, traces, instead)


def strike_over(database: Database, numbers: Collection[Traces], before: datetime) -> None:
    """Strike these numbers out of the texts that are over since before that moment. Within `writing`.

    Each text is read once: there may be thousands of numbers.
    """
    by_letters = {traces.letters: traces for traces in numbers}
    for entry in (one for one in REGISTRY if one.dated and one.searched and by_letters):
        _strike_each(database, entry, by_letters, entry.table.select().where(column(entry, entry.dated) < before))


def strike_each(database: Database, numbers: Collection[Traces], among: Iterable[Columns]) -> None:
    """Strike these numbers out of some texts, whatever their age, in the same way. Within `writing`."""
    by_letters = {traces.letters: traces for traces in numbers}
    for entry in (one for one in among if one.searched and by_letters):
        _strike_each(database, entry, by_letters, entry.table.select())


def _strike_each(database: Database, entry: Columns, by_letters: Mapping[str, Traces], rows: ModelSelect[Any]) -> None:
    for row in list(rows.dicts().execute(database)):
        text = " ".join(row[name] or "" for name in entry.searched)
        for letters in digits_in(text, by_letters):
            if list(_found(entry, [row], by_letters[letters])):
                row |= _strike(database, entry, row, by_letters[letters], STRUCK)


def _strike(database: Database, entry: Columns, row: Record, traces: Traces, instead: str) -> Record:
    """What only digits may fill is emptied."""
    texts = {name: row[name] for name in entry.searched if row[name] and traces.search(row[name])}
    changed = {
        name: None if entry.blank.get(name, "") is None else struck(text, traces, instead)
        for name, text in texts.items()
    }
    if entry.alone in changed:
        changed[entry.alone] = f"{changed[entry.alone]} {row['id'][:8]}"
    this = [key == row[key.name] for key in entry.table._meta.get_primary_keys()]
    unchanged = [column(entry, name) == text for name, text in texts.items()]
    entry.table.update(changed).where(*this, *unchanged).execute(database)
    return changed


def _found(entry: Columns, rows: Iterable[Record], traces: Traces) -> Iterator[Found]:
    for row in rows:
        if any(row[name] and traces.search(row[name]) for name in entry.searched):
            yield entry, row


def _may_have(entry: Columns, traces: Traces) -> Expression:
    """What the database can tell: the letters are there, in their order."""
    pattern = f"%{'%'.join(traces.letters)}%"
    either = reduce(operator.or_, (column(entry, name) ** pattern for name in entry.searched))
    return cast(Expression, either)
