"""The list of customers: replaced whole, asked by number and by order, forgotten with whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from peewee import Database

from appliance.calls.customers import Customer, known_caller
from appliance.store.customers import lists
from appliance.store.customers.lists import PORTION, bring, list_in_force, list_of, put_in_force, take_away
from appliance.store.customers.lookup import StoredCustomers, forget_number, lines_held
from appliance.store.customers.reading import Entry, Refused, read_list
from appliance.store.customers.sheet import SheetError
from appliance.store.customers.tables import CustomerListRow, CustomerNumberRow, CustomerRow
from appliance.store.database import reading
from appliance.store.errors import StoreError

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
HOTEL = "+33122334455"
LIST = """Téléphone;Commande;Nom;Annonce;Ville
01 22 33 44 55;40719;Hôtel Bellevue;contrat prioritaire;Évian
01 22 33 44 55;40720;Hôtel Bellevue;garantie;Évian
06 12 34 56 78;50001;Durand;;Lyon
06 12 34 56 78;50002;Martin;;Lyon
rien;;Personne;;
"""


def brought(database: Database, text: str = LIST) -> int:
    return bring(database, "clients.csv", read_list(text.encode(), "FR"), by="essai", now=NOW).number


def in_force(database: Database, text: str = LIST) -> StoredCustomers:
    put_in_force(database, brought(database, text))
    return StoredCustomers(database)


def rows(database: Database) -> list[int]:
    with reading(database):
        return [int(one.select().count(database)) for one in (CustomerListRow, CustomerRow, CustomerNumberRow)]


def test_a_list_is_nobody_s_knowledge_before_it_is_in_force(database: Database) -> None:
    number = brought(database)
    known = StoredCustomers(database)
    assert not known.by_caller(HOTEL)
    assert known.by_order("40719") is None
    found = list_of(database, number)
    assert (found.kept, found.not_kept, found.in_force) == (4, 1, False)
    assert found.refused == ((6, "« rien » n'est pas un numéro de téléphone"),)


def test_a_list_that_goes_while_it_is_brought_is_told_and_leaves_nothing_to_the_next(database: Database) -> None:
    def lines() -> Iterator[Entry | Refused]:
        for place in range(2 * PORTION):
            if place == PORTION:
                take_away(database)  # the first portion is written
            yield Refused(place, "rien")

    with pytest.raises(StoreError, match="n'est plus là"):
        bring(database, "a.csv", replace(read_list(LIST.encode(), "FR"), found=lines()), by="essai", now=NOW)
    known = in_force(database, "Téléphone;Nom\n0122334459;Autre\n")
    assert not known.by_caller(HOTEL)


def test_a_caller_is_known_by_number_and_by_order(database: Database) -> None:
    known = in_force(database)
    assert [one.order for one in known.by_caller(HOTEL)] == ["40719", "40720"]
    assert known.by_order("0040719") == [
        Customer("Hôtel Bellevue", "contrat prioritaire", "40719", (("Ville", "Évian"),))
    ]
    assert known.by_order("99") == []
    assert list(known.by_caller("+33999999999")) == []


def test_the_order_says_which_of_the_lines_of_a_number(database: Database) -> None:
    known = in_force(database)
    of_order, of_number = known_caller(known, HOTEL, "40720"), known_caller(known, HOTEL, None)
    assert of_order is not None
    assert of_order.said == "garantie"
    assert of_number == Customer("Hôtel Bellevue", "", None, (("Ville", "Évian"),))
    assert known_caller(known, "+33612345678", None) is None, "one number of two customers names neither"


def test_the_next_list_takes_the_place_of_the_whole_list(database: Database) -> None:
    in_force(database)
    known = in_force(database, "Commande;Nom\n7;Nouveau\n")
    assert not known.by_caller(HOTEL)
    assert [one.name for one in known.by_order("7") or ()] == ["Nouveau"]
    assert rows(database) == [1, 1, 0]


def test_a_list_that_stops_halfway_leaves_the_one_in_force(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    known = in_force(database)
    monkeypatch.setattr(lists, "PORTION", 2)
    with pytest.raises(SheetError):
        brought(database, LIST + '"' + "x" * 30_000)
    assert known.by_caller(HOTEL)
    put_in_force(database, brought(database))
    assert rows(database) == [1, 4, 4]


def test_a_list_that_finds_nobody_is_not_put_in_force(database: Database) -> None:
    in_force(database)
    with pytest.raises(StoreError, match="la liste en vigueur reste"):
        put_in_force(database, brought(database, "Tél;Nom\n;Durand\n"))
    assert list_in_force(database)


def test_a_list_without_orders_knows_no_wrong_one(database: Database) -> None:
    assert in_force(database, "Tél;Nom\n0122334455;Durand\n").by_order("40719") is None


def test_the_list_may_be_taken_away(database: Database) -> None:
    in_force(database)
    take_away(database)
    assert list_in_force(database) is None
    assert rows(database) == [0, 0, 0]


def test_whoever_is_forgotten_is_in_the_list_no_more(database: Database) -> None:
    known = in_force(database)
    assert len(lines_held(database, HOTEL)) == 2
    assert forget_number(database, HOTEL) == 2
    assert not known.by_caller(HOTEL)
    assert known.by_order("40719") == []
    assert known.by_order("50001")
