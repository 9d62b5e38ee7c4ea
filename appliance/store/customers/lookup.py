"""Who a caller is, by the list in force: two indexes, a few milliseconds whatever its length."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Database, Expression

from appliance.calls.customers import Customer
from appliance.store.customers.cells import order_key
from appliance.store.customers.columns import Role
from appliance.store.customers.tables import CustomerListRow, CustomerNumberRow, CustomerRow
from appliance.store.database import reading, writing
from appliance.store.made_once import MadeOnce

_IN_FORCE = MadeOnce(
    lambda: (
        CustomerListRow.select(CustomerListRow.number, CustomerListRow.matched).where(CustomerListRow.in_force).limit(1)
    )
)
MOST = 20  # lines of one number or order: what they have in common is told


class StoredCustomers:
    """Implements `calls.customers.Customers` in the thread that asks; StoreError of a database that does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_caller(self, number: str) -> Sequence[Customer]:
        with reading(self._database):
            current = _in_force(self._database)
            if current is None:
                return ()
            known = (CustomerNumberRow.caller == number) & (CustomerNumberRow.list_number == current.number)
            query = CustomerNumberRow.select(CustomerNumberRow.line).where(known).limit(MOST)
            lines = [line for (line,) in query.tuples().execute(self._database)]
            return _customers(self._database, current.number, CustomerRow.line.in_(lines)) if lines else ()

    def by_order(self, digits: str) -> Sequence[Customer] | None:
        with reading(self._database):
            current = _in_force(self._database)
            if current is None:
                return None
            found = _customers(self._database, current.number, CustomerRow.order_number == order_key(digits))
            return found if found or _lists_orders(self._database, current) else None


@dataclass(frozen=True)
class _Current:
    """The list in force. `has_orders`: it was brought with a column of them, filled or not."""

    number: int
    has_orders: bool


def _in_force(database: Database) -> _Current | None:
    row = _IN_FORCE.row(database)
    return None if row is None else _Current(row[0], any(role == Role.ORDER for _, role in json.loads(row[1])))


def _lists_orders(database: Database, current: _Current) -> bool:
    """Whether some line has an order: of a list brought without a column of them, one that was added by hand."""
    some = CustomerRow.select().where(
        CustomerRow.list_number == current.number, CustomerRow.order_number.is_null(False)
    )
    return bool((some if current.has_orders else some.where(CustomerRow.line < 0)).exists(database))


def _customers(database: Database, number: int, asked: Expression) -> list[Customer]:
    """In their order, which the database must not be asked for: it would read the whole list in it."""
    query = CustomerRow.select().where(CustomerRow.list_number == number, asked).limit(MOST)
    rows = sorted(query.dicts().execute(database), key=lambda row: int(row["line"]))
    return [_customer(row) for row in rows]


def _customer(row: dict[str, Any]) -> Customer:
    more = tuple((heading, text) for heading, text in json.loads(row["more"]))
    return Customer(row["name"], row["said"], row["order_number"], more)


def forget_number(database: Database, number: str) -> int:
    """Take the lines of a caller (E.164) out of every list, other numbers too; how many there were. StoreError."""
    mine = CustomerNumberRow.caller == number
    with writing(database):
        query = CustomerNumberRow.select(CustomerNumberRow.list_number, CustomerNumberRow.line).where(mine)
        found = list(query.tuples().execute(database))
        for listed, line in found:
            for table in (CustomerNumberRow, CustomerRow):
                table.delete().where(table.list_number == listed, table.line == line).execute(database)
    return len(found)


def numbers_alike(database: Database, number: str) -> set[str]:
    """This number, and those from which the same customers of the list in force call. Within a connection."""
    current = _in_force(database)
    if current is None:
        return {number}
    here = CustomerNumberRow.list_number == current.number
    mine = CustomerNumberRow.select(CustomerNumberRow.line).where(here, CustomerNumberRow.caller == number).limit(MOST)
    lines = [line for (line,) in mine.tuples().execute(database)]
    theirs = CustomerNumberRow.select(CustomerNumberRow.caller).where(here, CustomerNumberRow.line.in_(lines))
    return {number, *(caller for (caller,) in theirs.limit(MOST * MOST).tuples().execute(database))}


def lines_held(database: Database, number: str) -> list[Customer]:
    """What the list in force says of a caller: the right of access. StoreError."""
    return list(StoredCustomers(database).by_caller(number))
