"""Customers added by hand: found like the others, whatever else is done to the list meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from peewee import Database

from appliance.store.customers import adding
from appliance.store.customers.adding import add_customer, remove_customer, typed_customer, typed_customers
from appliance.store.customers.lists import list_in_force
from appliance.store.customers.lookup import StoredCustomers

from .test_lists import HOTEL, NOW, in_force

WITHOUT_ORDERS = "Téléphone;Nom\n0122334455;Hôtel Bellevue\n"


def add(database: Database, phones: str = "", order: str = "", name: str = "Mairie") -> None:
    add_customer(database, typed_customer(phones, order, name, "", "FR"), "FR", by="essai", now=NOW)


def names(database: Database) -> list[str]:
    found = list_in_force(database)
    return [] if found is None else [one.name for one in typed_customers(database, found.number, "FR")]


def test_a_customer_without_an_order_makes_no_order_unknown(database: Database) -> None:
    add(database, phones="06 12 34 56 78")
    assert StoredCustomers(database).by_order("40719") is None


def test_an_order_added_by_hand_is_found_in_a_list_that_had_none(database: Database) -> None:
    known = in_force(database, WITHOUT_ORDERS)
    add(database, order="040719")
    assert [one.name for one in known.by_order("40719") or ()] == ["Mairie"]
    assert known.by_order("40720") == []


def test_a_column_of_orders_that_is_empty_makes_no_order_unknown(database: Database) -> None:
    assert in_force(database, "Téléphone;Commande\n0122334455;\n").by_order("40719") is None


def test_who_is_added_while_the_list_is_replaced_is_in_the_new_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, real, replaced = in_force(database), adding.writing, list[bool]()

    @contextmanager
    def writing(base: Database) -> Iterator[None]:
        if not replaced:
            replaced.append(True)
            in_force(base, WITHOUT_ORDERS)
        with real(base):
            yield

    monkeypatch.setattr(adding, "writing", writing)
    add(database, phones="06 12 34 56 79")
    found = list_in_force(database)
    assert found is not None and (found.title, found.kept, replaced) == ("clients.csv", 2, [True])
    assert names(database) == ["Mairie"] and len(known.by_caller(HOTEL)) == 1


def test_those_who_add_the_first_customers_together_lose_none(database: Database) -> None:
    together = Barrier(4)

    def adds(number: int) -> None:
        together.wait()
        add(database, order=str(number), name=f"Client {number}")

    with ThreadPoolExecutor(4) as people:
        list(people.map(adds, range(1, 5)))
    assert names(database) == ["Client 1", "Client 2", "Client 3", "Client 4"]


def test_the_place_of_one_is_never_that_of_another(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr(adding.secrets, "randbelow", lambda below: next(drawn) if below == adding.MOST else 0)
    add(database, order="1", name="Un")
    add(database, order="2", name="Deux")
    assert sorted(names(database)) == ["Deux", "Un"]


def test_who_is_added_once_the_last_was_taken_out_is_in_a_list_of_their_own(database: Database) -> None:
    add(database, order="1")
    found = list_in_force(database)
    assert found is not None
    (one,) = typed_customers(database, found.number, "FR")
    assert remove_customer(database, found.number, one.line)
    assert list_in_force(database) is None and not remove_customer(database, found.number, one.line)
    add(database, order="2", name="Clinique")
    assert names(database) == ["Clinique"]
