"""Clients: a list is shown as it is understood, then put in force."""

from __future__ import annotations

import io

from appliance.store.customers.lists import list_in_force
from tests.web.site_world import World
from tests.web.visit import Visit

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
