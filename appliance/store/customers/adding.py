"""One customer added by hand to the list in force, or taken out of it; the first one begins a list.

Their lines are below those of any file, so that they are known for what they are.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peewee import Database

from appliance.calls.timeline import sentence
from appliance.company.names import of_name
from appliance.company.numbers import readable
from appliance.store.customers.columns import Column, Role
from appliance.store.customers.lists import (
    MOST,
    CustomerList,
    add_line,
    begin_list,
    number_in_force,
    one_change_at_a_time,
)
from appliance.store.customers.reading import Entry, Refused, entry_of
from appliance.store.customers.tables import CustomerListRow, CustomerNumberRow, CustomerRow
from appliance.store.database import reading, writing

NOWHERE = 0  # the line of who is in no list yet
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
    found = entry_of((NOWHERE, [phones, order, name, said]), COLUMNS, region)
    if isinstance(found, Refused):
        raise ValueError(f"{sentence(found.why)}.")
    if found.remarks:
        raise ValueError(f"{sentence(' ; '.join(found.remarks))}.")
    return found


def add_customer(database: Database, entry: Entry, region: str, *, by: str, now: datetime) -> None:
    """Callers are looked up in it from now on, in the list that is in force at that moment.

    StoreError; ValueError, a French sentence, of a number known already.
    """
    with writing(database):
        one_change_at_a_time(database)
        number = number_in_force(database)
        if number is None:
            number = begin_list(database, TITLE, COLUMNS, by=by, now=now)
        refuse_known(database, number, entry, region)
        add_line(database, number, replace(entry, line=_free_line(database, number)))


def refuse_known(database: Database, number: int, entry: Entry, region: str) -> None:
    """ValueError of a telephone that calls for a customer of the list already. Within a connection."""
    for phone in entry.numbers:
        here = (CustomerRow.list_number == number) & (CustomerRow.line == CustomerNumberRow.line)
        query = CustomerNumberRow.select(CustomerRow.name, CustomerRow.line).join(CustomerRow, on=here)
        mine = query.where(CustomerNumberRow.list_number == number, CustomerNumberRow.caller == phone)
        for name, line in mine.limit(1).tuples().execute(database):
            whose = f"celui {of_name(name)}" if name else "celui d'un autre client"
            remedy = "ôtez-le d'abord" if line < 0 else in_its_file(database, number)
            raise ValueError(f"{readable(phone, region)} est déjà {whose} : {remedy}.")


def in_its_file(database: Database, number: int) -> str:
    """What to do about a line that a file brought. Within a connection."""
    title = CustomerListRow.select(CustomerListRow.title).where(CustomerListRow.number == number).scalar(database)
    return f"corrigez sa ligne dans le fichier « {title} », puis importez-le de nouveau"


def begun_by_hand(found: CustomerList) -> bool:
    """Whether a customer who was added began the list, which is of no file then."""
    return found.title == TITLE and found.columns == COLUMNS


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
        one_change_at_a_time(database)
        gone = CustomerRow.delete().where(*_by_hand(CustomerRow, number), CustomerRow.line == line).execute(database)
        CustomerNumberRow.delete().where(*_by_hand(CustomerNumberRow, number), CustomerNumberRow.line == line).execute(
            database
        )
        if gone:
            less = CustomerListRow.update(kept=CustomerListRow.kept - 1)
            less.where(CustomerListRow.number == number).execute(database)
        left = CustomerRow.select().where(CustomerRow.list_number == number).exists(database)
        if gone and not left:
            CustomerListRow.delete().where(CustomerListRow.number == number).execute(database)
    return bool(gone)


def _free_line(database: Database, number: int) -> int:
    """A place of nobody's in a list; nor, but by chance, of who was taken out: a page may still show them there."""
    while True:
        line = -1 - secrets.randbelow(MOST)
        here = CustomerRow.select().where(CustomerRow.list_number == number, CustomerRow.line == line)
        if not here.exists(database):
            return line


def _by_hand(table: type[CustomerRow | CustomerNumberRow], number: int) -> tuple[Any, ...]:
    return table.list_number == number, table.line < 0
