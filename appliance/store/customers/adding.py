"""One customer added by hand to the list in force; the first one begins a list."""

from __future__ import annotations

import json
from datetime import datetime

from peewee import Database, fn

from appliance.store.customers.columns import Column, Role
from appliance.store.customers.lists import bring, list_in_force, put_in_force
from appliance.store.customers.reading import Entry, Reading, Refused, entry_of
from appliance.store.customers.tables import CustomerListRow, CustomerNumberRow, CustomerRow
from appliance.store.database import writing

TITLE = "Ajoutés à la main"
COLUMNS = (
    Column("Téléphone", Role.PHONE),
    Column("Commande", Role.ORDER),
    Column("Nom", Role.NAME),
    Column("Annonce", Role.SAID),
)
FIRST_LINE = 2  # as a file's: the first one has the headings


def typed_customer(phones: str, order: str, name: str, said: str, region: str) -> Entry:
    """What was typed, read as the cells of a list are. ValueError, a French sentence, for what is none."""
    found = entry_of((FIRST_LINE, [phones, order, name, said]), COLUMNS, region)
    if isinstance(found, Refused):
        raise ValueError(sentence(found.why))
    if found.remarks:
        raise ValueError(sentence(" ; ".join(found.remarks)))
    return found


def add_customer(database: Database, entry: Entry, *, by: str, now: datetime) -> None:
    """Callers are looked up in it from now on. StoreError."""
    current = list_in_force(database)
    if current is None or not _added(database, current.number, entry):
        brought = bring(database, TITLE, Reading(COLUMNS, iter([entry])), by=by, now=now)
        put_in_force(database, brought.number)


def _added(database: Database, number: int, entry: Entry) -> bool:
    """Whether the list is in force still, and has it: another may have been put in its place."""
    customer = entry.customer
    with writing(database):
        mine = CustomerListRow.update(kept=CustomerListRow.kept + 1)
        if not mine.where(CustomerListRow.number == number, CustomerListRow.in_force).execute(database):
            return False
        last = CustomerRow.select(fn.MAX(CustomerRow.line)).where(CustomerRow.list_number == number).scalar(database)
        place = {"list_number": number, "line": max(last or 0, FIRST_LINE - 1) + 1}
        more = json.dumps(customer.more, ensure_ascii=False)
        facts = {"order_number": customer.order, "name": customer.name, "said": customer.said, "more": more}
        CustomerRow.insert(**place, **facts).execute(database)
        for caller in entry.numbers:
            CustomerNumberRow.insert(caller=caller, **place).execute(database)
    return True


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
