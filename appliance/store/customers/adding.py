"""One customer added by hand to the list in force, or taken out of it; the first one begins a list.

Their lines are below those of any file, so that they are known for what they are.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import Database

from appliance.company.numbers import readable
from appliance.store.customers.columns import Column, Role
from appliance.store.customers.lists import MOST, bring, list_in_force, put_in_force, take_away
from appliance.store.customers.lookup import StoredCustomers
from appliance.store.customers.reading import Entry, Reading, Refused, entry_of
from appliance.store.customers.tables import CustomerListRow, CustomerNumberRow, CustomerRow
from appliance.store.database import reading, writing

TITLE = "Ajoutés à la main"
COLUMNS = (
    Column("Téléphone", Role.PHONE),
    Column("Commande", Role.ORDER),
    Column("Nom", Role.NAME),
    Column("Annonce", Role.SAID),
)


@dataclass(frozen=True)
class Typed:
    """A customer added by hand, as the page shows them. `phones`: as they are read."""

    line: int
    name: str
    said: str
    order: str | None
    phones: tuple[str, ...]


def typed_customer(phones: str, order: str, name: str, said: str, region: str) -> Entry:
    """What was typed, read as the cells of a list are. ValueError, a French sentence, for what is none."""
    found = entry_of((-1 - secrets.randbelow(MOST), [phones, order, name, said]), COLUMNS, region)
    if isinstance(found, Refused):
        raise ValueError(sentence(found.why))
    if found.remarks:
        raise ValueError(sentence(" ; ".join(found.remarks)))
    return found


def add_customer(database: Database, entry: Entry, region: str, *, by: str, now: datetime) -> None:
    """Callers are looked up in it from now on. StoreError; ValueError, a French sentence, of a number known already."""
    for number in entry.numbers:
        for one in StoredCustomers(database).by_caller(number):
            whose = f"celui de {one.name}" if one.name else "celui d'un autre client"
            raise ValueError(f"{readable(number, region)} est déjà {whose} : ôtez-le d'abord.")
    current = list_in_force(database)
    if current is None or not _added(database, current.number, entry):
        brought = bring(database, TITLE, Reading(COLUMNS, iter([entry])), by=by, now=now)
        put_in_force(database, brought.number)


def typed_customers(database: Database, number: int, region: str) -> list[Typed]:
    """Those of a list that were added by hand, by name. StoreError."""
    with reading(database):
        mine = CustomerNumberRow.select(CustomerNumberRow.line, CustomerNumberRow.caller)
        callers = list(mine.where(*_by_hand(CustomerNumberRow, number)).tuples().execute(database))
        rows = list(CustomerRow.select().where(*_by_hand(CustomerRow, number)).dicts().execute(database))
    phones = {
        row["line"]: tuple(readable(caller, region) for line, caller in callers if line == row["line"]) for row in rows
    }
    found = [Typed(row["line"], row["name"], row["said"], row["order_number"], phones[row["line"]]) for row in rows]
    return sorted(found, key=lambda one: (one.name.casefold(), one.line))


def remove_customer(database: Database, number: int, line: int) -> bool:
    """Take out who was added by hand; with the last of a list goes the list. Whether they were there."""
    with writing(database):
        gone = CustomerRow.delete().where(*_by_hand(CustomerRow, number), CustomerRow.line == line).execute(database)
        CustomerNumberRow.delete().where(*_by_hand(CustomerNumberRow, number), CustomerNumberRow.line == line).execute(
            database
        )
        if gone:
            less = CustomerListRow.update(kept=CustomerListRow.kept - 1)
            less.where(CustomerListRow.number == number).execute(database)
        left = CustomerRow.select().where(CustomerRow.list_number == number).exists(database)
    current = list_in_force(database)
    if gone and not left and current and current.number == number:
        take_away(database)
    return bool(gone)


def _by_hand(table: type[CustomerRow | CustomerNumberRow], number: int) -> tuple[Any, ...]:
    return table.list_number == number, table.line < 0


def _added(database: Database, number: int, entry: Entry) -> bool:
    """Whether the list is in force still, and has it: another may have been put in its place."""
    customer = entry.customer
    with writing(database):
        mine = CustomerListRow.update(kept=CustomerListRow.kept + 1)
        if not mine.where(CustomerListRow.number == number, CustomerListRow.in_force).execute(database):
            return False
        place = {"list_number": number, "line": entry.line}
        more = json.dumps(customer.more, ensure_ascii=False)
        facts = {"order_number": customer.order, "name": customer.name, "said": customer.said, "more": more}
        CustomerRow.insert(**place, **facts).execute(database)
        for caller in entry.numbers:
            CustomerNumberRow.insert(caller=caller, **place).execute(database)
    return True


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
