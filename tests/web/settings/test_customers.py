"""Clients: a list is shown as it is understood, then put in force."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import msgspec

from appliance.gateways import CustomersAddress
from appliance.store.customers.answers import KnownCustomers, note_question
from appliance.store.customers.lists import list_in_force
from appliance.store.customers.reading import Entry, read_list
from appliance.store.customers.tables import CustomerRow
from tests.web.site_world import World
from tests.web.visit import Visit, words
from web.frame.site import GROUND, stand_on

LIST = "Téléphone;Nom;Ville\r\n01 22 33 44 55;Hôtel <b>Bellevue</b>;Évian\r\n;Personne;Lyon\r\n".encode("cp1252")


def file(content: bytes = LIST, name: str = "clients.csv") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_what_is_understood_is_shown_before_it_counts(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    page = manager.press("Voir ce qui est compris", file=file())
    assert "1 ligne prise, 1 refusée." in page
    assert "Ligne 3" in page
    assert list_in_force(world.database) is None
    assert "est en vigueur" in manager.press("Mettre cette liste en vigueur")
    found = list_in_force(world.database)
    assert found is not None
    assert (found.title, found.kept) == ("clients.csv", 1)
    assert "Liste des clients importée" in manager.go("/audit")


def test_the_example_to_download_is_a_list_whose_lines_are_all_taken(manager: Visit) -> None:
    address = re.search(r'href="([^"]*clients-exemple.csv[^"]*)" download', manager.go("/reglages/clients"))
    assert address is not None
    with manager.client.get(address[1]) as example:
        found = list(read_list(example.data, "FR").found)
    assert len(found) == 3
    assert all(isinstance(one, Entry) and not one.remarks for one in found), found


def test_a_file_that_is_no_list_is_refused_with_what_to_do(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    assert "Choisissez le fichier" in manager.press("Voir ce qui est compris")
    page = manager.press("Voir ce qui est compris", file=file(b"PK\x03\x04", "clients.xlsx"))
    assert manager.status == 422
    assert "Enregistrer sous" in page
    assert list_in_force(world.database) is None


def test_a_list_that_another_has_replaced_is_not_put_in_force(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    manager.press("Voir ce qui est compris", file=file())
    manager.press("Mettre cette liste en vigueur")
    manager.press("Voir ce qui est compris", file=file())
    shown = manager.answer
    for number in ("999", "99999999999999999999", "x", ""):
        manager.answer = shown
        page = manager.press("Mettre cette liste en vigueur", number=number)
        assert manager.status == 409
        assert "Importez le fichier de nouveau" in page


def test_the_list_may_be_taken_away(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    manager.press("Voir ce qui est compris", file=file())
    manager.press("Mettre cette liste en vigueur")
    assert "est retirée" in manager.press("Retirer la liste")
    assert list_in_force(world.database) is None


def test_it_tells_that_an_address_may_be_asked_and_which_one_is(world: World, manager: Visit) -> None:
    page = manager.go("/reglages/clients")
    assert "Votre logiciel de clients peut répondre" in page and "astreinte_customers" in page
    asked = CustomersAddress(url="https://crm.example.fr/astreinte/clients", token="not-to-be-shown", by=("number",))
    config = msgspec.structs.replace(world.config, customers=asked)
    stand_on(world.app, replace(world.app.extensions[GROUND], config=config))
    note_question(world.database, world.moment, 120, None)
    page = manager.go("/reglages/clients").replace("\u00a0", " ")
    assert "crm.example.fr est interrogé à chaque appel, par le numéro de l" in page
    assert "Une réponse sert 10 minutes" in page and "not-to-be-shown" not in page
    assert "répond : 120 ms" in page


def test_a_customer_is_added_by_hand_to_the_list_in_force_or_begins_one(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    assert "Hôtel Bellevue est dans la liste" in manager.press(
        "Ajouter ce client", name="Hôtel Bellevue", phones="01 22 33 44 55 ; 06 12 34 56 78", said="Ascenseur nord"
    )
    known = KnownCustomers(world.database)
    assert [one.name for one in known.by_caller("+33612345678")] == ["Hôtel Bellevue"]
    manager.press("Ajouter ce client", name="Clinique du Lac", order="40719")
    assert [one.name for one in known.by_order("40719") or ()] == ["Clinique du Lac"]
    assert [one.said for one in known.by_caller("+33122334455")] == ["Ascenseur nord"]
    found = list_in_force(world.database)
    assert found is not None
    assert (found.title, found.kept) == ("Ajoutés à la main", 2)
    audit = manager.go("/audit")
    assert "Client ajouté à la main" in audit and "Clinique du Lac" not in audit


def test_a_customer_added_to_an_imported_list_keeps_the_others(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    manager.press("Voir ce qui est compris", file=file())
    manager.press("Mettre cette liste en vigueur")
    manager.press("Ajouter ce client", name="Clinique du Lac", order="40719")
    found = list_in_force(world.database)
    assert found is not None
    assert (found.title, found.kept) == ("clients.csv", 2)
    assert len(KnownCustomers(world.database).by_caller("+33122334455")) == 1


def test_a_number_of_an_imported_line_is_refused_with_what_to_do_in_its_file(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    manager.press("Voir ce qui est compris", file=file())
    manager.press("Mettre cette liste en vigueur")
    page = manager.press("Ajouter ce client", name="Bellevue", phones="06 12 34 56 78 ; 01 22 33 44 55")
    assert manager.status == 422 and "ôtez-le d" not in page
    assert "01 22 33 44 55 est déjà celui d'Hôtel &lt;b&gt;Bellevue&lt;/b&gt; : corrigez sa ligne" in page
    assert "corrigez sa ligne dans le fichier « clients.csv », puis importez-le de nouveau." in page
    assert not KnownCustomers(world.database).by_caller("+33612345678")


def test_a_customer_whom_nobody_could_find_is_not_added(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    page = manager.press("Ajouter ce client", name="Personne")
    assert manager.status == 422
    assert "Ni numéro de téléphone, ni commande." in page
    assert 'value="Personne"' in page
    assert "n'est pas un numéro de téléphone" in manager.press("Ajouter ce client", phones="06 12")
    assert list_in_force(world.database) is None


def test_who_was_added_by_hand_is_shown_and_taken_out_alone(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    manager.press("Ajouter ce client", name="Copropriété Les Tilleuls", phones="06 39 98 25 18")
    page = words(manager.text)
    assert "1 client, ajouté à la main : Copropriété Les Tilleuls, 06 39 98 25 18" in page
    assert "ligne prise" not in page and "importée" not in page
    page = manager.press("Ajouter ce client", name="Mairie", phones="06 39 98 25 18")
    assert manager.status == 422
    assert "06 39 98 25 18 est déjà celui de Copropriété Les Tilleuls : ôtez-le d'abord." in page
    manager.press("Ajouter ce client", name="Mairie", phones="", order="40719")
    assert "Le client est ôté" in manager.press("Ôter Copropriété Les Tilleuls")
    known = KnownCustomers(world.database)
    assert not known.by_caller("+33639982518") and known.by_order("40719")
    manager.press("Ôter Mairie")
    assert list_in_force(world.database) is None


def test_who_was_added_to_a_file_is_taken_out_without_it(world: World, manager: Visit) -> None:
    manager.go("/reglages/clients")
    manager.press("Voir ce qui est compris", file=file())
    manager.press("Mettre cette liste en vigueur")
    manager.press("Ajouter ce client", name="Mairie", phones="06 39 98 25 18")
    assert "1 client, ajouté à la main" in words(manager.text)
    manager.press("Ôter Mairie")
    found = list_in_force(world.database)
    assert found is not None and (found.title, found.kept) == ("clients.csv", 1)
    manager.press("Ajouter ce client", name="Mairie", phones="06 39 98 25 18")
    manager.press("Retirer la liste")
    assert not lists_left(world)


def lists_left(world: World) -> bool:
    with world.database.connection_context():
        return bool(CustomerRow.select().count(world.database))
