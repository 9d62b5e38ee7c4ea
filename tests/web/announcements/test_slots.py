"""Words that are filled at the call, on the pages: told on the form, refused where unknown, heard as an example."""

from __future__ import annotations

import pytest

from appliance.company.model import Company
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import World
from tests.web.visit import Visit

PAGE = "/annonces/phrase/lines/urgence/after_hours"
TEXT = "Bonjour. Nous rouvrons {réouverture}."


def company_of(world: World) -> Company:
    found = load_company(world.database)
    assert found is not None
    return found


def saved(manager: Visit, text: str) -> str:
    """Saved, what it calls for told or not."""
    manager.go(PAGE)
    page = manager.press("Enregistrer", text=text)
    return manager.press("Enregistrer") if "Enregistrez de nouveau" in page else page


def test_a_sentence_that_is_filled_is_saved_without_a_remark_and_played(world: World, manager: Visit) -> None:
    assert "{jour férié}" in manager.go(PAGE) and "{réouverture}" in manager.text
    assert "C'est enregistré" in saved(manager, TEXT)
    assert "La voix ne dit pas" not in manager.text
    line = company_of(world).lines["urgence"]
    assert TEXT in {one.announcement for one in line.behaviours.values()}
    assert TEXT in manager.go("/annonces")


@pytest.mark.parametrize("text", ["Nous rouvrons {heure}.", "Bonjour { à tous."])
def test_brackets_that_nothing_fills_are_refused_with_those_that_are_filled(
    world: World, manager: Visit, text: str
) -> None:
    before = company_of(world)
    assert "{jour férié} et {réouverture}" in saved(manager, text)
    assert (manager.status, company_of(world)) == (422, before)


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/lignes/urgence/deroulement", {"after_hours-announcement": "Nous rouvrons {heure}."}),
        ("/lignes/menus/urgence", {"announcement": "Nous rouvrons {réouverture}. Tapez 1."}),
        ("/lignes/menus/urgence", {"key_4-text": "Nos bureaux ouvrent {demain}."}),
        ("/annonces/phrase/menus/urgence", {"text": "Nous rouvrons {réouverture}. Tapez 1."}),
    ],
)
def test_each_form_that_words_a_sentence_refuses_it_likewise(
    world: World, manager: Visit, path: str, typed: dict[str, str]
) -> None:
    before = company_of(world)
    manager.go(path)
    page = manager.press("Enregistrer", **typed)
    if "Enregistrez de nouveau" in page:
        page = manager.press("Enregistrer")
    assert "{jour férié} et {réouverture}" in page
    assert (manager.status, company_of(world)) == (422, before)


def test_a_key_may_say_when_the_office_answers_next(world: World, manager: Visit) -> None:
    manager.go("/lignes/menus/urgence")
    manager.press("Enregistrer", **{"key_4-text": "Nos bureaux rouvrent {réouverture}."})
    assert "{réouverture}" in str(company_of(world).menus["urgence"].choices["4"])
