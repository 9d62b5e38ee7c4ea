"""Lists of customers brought, put in force and taken away: whole or not at all, a few thousand lines at a time.

What is brought is in nobody's sight until its list is in force; one short writing then replaces the list of before.
Other programs write between two portions.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from peewee import Database, fn

from appliance.calls.text_lengths import NAME
from appliance.hidden_letters import as_seen
from appliance.store.customers.columns import Column
from appliance.store.customers.reading import Entry, Reading, Refused
from appliance.store.customers.tables import CustomerListRow, CustomerNumberRow, CustomerRow
from appliance.store.database import is_sqlite, reading, writing
from appliance.store.errors import StoreError
from appliance.store.fields import Row

PORTION = 2000  # lines a transaction: a tenth of a second
MOST = 10**8
SHOWN = 500  # refusals and remarks that are kept to be read
NOT_THERE = "Cette liste n'est plus là : une autre l'a remplacée. Importez le fichier de nouveau."
NOTHING = "Aucune ligne de ce fichier ne donne un numéro ou une commande : la liste en vigueur reste."


@dataclass(frozen=True)
class CustomerList:
    """A list as it is told. `refused`: number of the line, why; the first SHOWN. `at`: UTC."""

    number: int
    title: str
    brought_by: str
    at: datetime
    kept: int
    not_kept: int
    in_force: bool
    columns: tuple[Column, ...]
    refused: tuple[tuple[int, str], ...]


@dataclass
class _Tally:
    """What is counted while a list is brought."""

    kept: int = 0
    not_kept: int = 0
    told: list[tuple[int, str]] = field(default_factory=list)

    def tell(self, line: int, why: str) -> None:
        if len(self.told) < SHOWN:
            self.told.append((line, why))


def bring(database: Database, title: str, read: Reading, *, by: str, now: datetime) -> CustomerList:
    """Keep a list that is not in force yet. SheetError and StoreError leave nothing of it in anybody's sight."""
    number, tally, found = _opened(database, title, read.columns, by, now), _Tally(), iter(read.found)
    while portion := list(islice(found, PORTION)):
        _keep(database, number, portion, tally)
    facts: dict[str, Any] = {"kept": tally.kept, "not_kept": tally.not_kept, "faults": _json(tally.told)}
    with writing(database):
        CustomerListRow.update(**facts).where(CustomerListRow.number == number).execute(database)
    return list_of(database, number)


def put_in_force(database: Database, number: int) -> None:
    """Look callers up in this list, and in no other, from now on. StoreError: it is not there, or finds nobody."""
    if not list_of(database, number).kept:
        raise StoreError(NOTHING)
    with writing(database):
        CustomerListRow.update(in_force=CustomerListRow.number == number).execute(database)
    sweep(database)


def take_away(database: Database) -> None:
    """Know no customer any more. StoreError."""
    with writing(database):
        CustomerListRow.update(in_force=False).execute(database)
    sweep(database)


def one_change_at_a_time(database: Database) -> None:
    """No list is put in force, nor changed by hand, before this transaction ends. Within `writing`."""
    if not is_sqlite(database):  # whose transactions that write follow each other
        database.execute_sql("LOCK TABLE customer_lists IN EXCLUSIVE MODE")


def number_in_force(database: Database) -> int | None:
    """The list in which callers are looked up. Within a connection."""
    query = CustomerListRow.select(CustomerListRow.number).where(CustomerListRow.in_force)
    found: int | None = query.scalar(database)
    return found


def begin_list(database: Database, title: str, columns: Sequence[Column], *, by: str, now: datetime) -> int:
    """A list in force from its first line on, to be added with it. Within `writing`."""
    return _opened(database, title, columns, by, now, in_force=True)


def add_line(database: Database, number: int, entry: Entry) -> None:
    """One line more in a list. Within `writing`. StoreError: it is not there."""
    _keep(database, number, [entry], _Tally())
    more = CustomerListRow.update(kept=CustomerListRow.kept + 1)
    more.where(CustomerListRow.number == number).execute(database)


def sweep(database: Database) -> None:
    """Remove the lines of lists that are not in force, and those lists. StoreError."""
    with reading(database):
        old = CustomerListRow.select(CustomerListRow.number).where(~CustomerListRow.in_force)
        numbers = {number for (number,) in old.tuples().execute(database)} | _strays(database)
    for number in sorted(numbers):
        _remove(database, number)


def list_of(database: Database, number: int) -> CustomerList:
    """The list of this number. StoreError."""
    with reading(database):
        found = _lists(database, CustomerListRow.number == number)
    if not found:
        raise StoreError(NOT_THERE)
    return found[0]


def list_in_force(database: Database) -> CustomerList | None:
    """The list in which callers are looked up. StoreError."""
    with reading(database):
        found = _lists(database, CustomerListRow.in_force)
    return found[0] if found else None


def _opened(
    database: Database, title: str, columns: Sequence[Column], by: str, now: datetime, *, in_force: bool = False
) -> int:
    matched = _json([[one.heading, one.role.value] for one in columns])
    with writing(database):
        number = 1 + secrets.randbelow(MOST)  # of no list of before: what is left of one must not be another's
        facts = {"title": as_seen(title)[:NAME], "brought_by": by, "matched": matched, "in_force": in_force}
        CustomerListRow.insert(number=number, at=now, **facts).execute(database)
    return number


def _keep(database: Database, number: int, portion: Iterable[Entry | Refused], tally: _Tally) -> None:
    lines: list[tuple[Any, ...]] = []
    numbers: list[tuple[Any, ...]] = []
    for one in portion:
        match one:
            case Refused(line, why):
                tally.not_kept += 1
                tally.tell(line, why)
            case Entry(line, callers, customer, remarks):
                tally.kept += 1
                for remark in remarks:
                    tally.tell(line, f"prise, mais {remark}")
                more = _json(customer.more)
                lines.append((number, line, customer.order, customer.name, customer.said, more))
                numbers += [(caller, number, line) for caller in callers]
    with writing(database):
        if not CustomerListRow.select().where(CustomerListRow.number == number).exists(database):
            raise StoreError(NOT_THERE)
        _insert(database, CustomerRow, lines)
        _insert(database, CustomerNumberRow, numbers)


def _insert(database: Database, table: type[Row], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of all the columns, in their order: as one statement, which peewee would take ten times as long to write."""
    columns = [field.column_name for field in table._meta.sorted_fields]
    marks = ", ".join([database.param] * len(columns))
    into = f"INSERT INTO {table._meta.table_name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    if rows:
        database.cursor().executemany(into, rows)


def _remove(database: Database, number: int) -> None:
    with reading(database):
        last = CustomerRow.select(fn.MAX(CustomerRow.line)).where(CustomerRow.list_number == number).scalar(database)
    for start in range(0, (last or 0) + 1, PORTION):
        with writing(database):
            for table in (CustomerNumberRow, CustomerRow):
                here = table.line.between(start, start + PORTION - 1)
                table.delete().where(table.list_number == number, here).execute(database)
    with writing(database):
        for table in (CustomerNumberRow, CustomerRow):  # those added by hand: few, and below the lines of a file
            table.delete().where(table.list_number == number, table.line < 0).execute(database)
        CustomerListRow.delete().where(CustomerListRow.number == number, ~CustomerListRow.in_force).execute(database)


def _strays(database: Database) -> set[int]:
    """Lists of which there are lines alone, as their age took them. Within a connection."""
    known = CustomerListRow.select(CustomerListRow.number)
    query = CustomerRow.select(CustomerRow.list_number).where(CustomerRow.list_number.not_in(known)).distinct()
    return {number for (number,) in query.tuples().execute(database)}


def _lists(database: Database, *asked: Any) -> list[CustomerList]:
    rows = CustomerListRow.select().where(*asked).dicts().execute(database)
    return [_told(row) for row in rows]


def _told(row: dict[str, Any]) -> CustomerList:
    columns = tuple(Column(heading, role) for heading, role in json.loads(row.pop("matched")))
    refused = tuple((line, why) for line, why in json.loads(row.pop("faults")))
    return CustomerList(columns=columns, refused=refused, **row)


def _json(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False)
