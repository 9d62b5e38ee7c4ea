"""The clock of a line, its days of rest, its holidays: by their names; what is wrong stands beside its field."""

from __future__ import annotations

import re

import pytest

from appliance.company.model import NO_HOLIDAYS, Line
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import World
from tests.web.visit import Visit, words

CODES = re.compile(r">[^<]*(Europe/Paris|FR-57|FR-Alsace|\bnone\b|\\d\{)[^<]*<")


def line_of(world: World) -> Line:
    company = load_company(world.database)
    assert company is not None
    return company.lines["urgence"]


def test_a_line_shows_its_clock_its_rest_and_its_holidays_in_words(manager: Visit) -> None:
    text = words(manager.go("/lignes/urgence"))
    assert "Fuseau horaire" not in text  # that of the company
    assert "Jours de repos dimanche" in text
    assert "Jours fériés France métropolitaine, comme l'entreprise" in text
    assert "du lundi au vendredi, 9 h – 12 h 30 et 14 h – 18 h ; samedi, 9 h – 12 h" in text


def test_friday_and_saturday_are_days_of_rest_elsewhere(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence/horaires")
    typed = {"timezone": "Africa/Algiers", "rest_fri": "y", "rest_sat": "y", "sun": "9h-12h30"}
    assert "sont enregistrés" in manager.press("Enregistrer", **typed)
    line = line_of(world)
    assert line.timezone == "Africa/Algiers"
    assert set().union(*(window.days for window in line.opening_hours)) == {0, 1, 2, 3, 6}
    text = words(manager.text)
    assert "Fuseau horaire heure d'Alger" in text and "Jours de repos vendredi et samedi" in text
    manager.go("/lignes/urgence/horaires")
    manager.press("Enregistrer", fri="9h-12h")  # hours win over a box that was ticked already
    assert 4 in set().union(*(window.days for window in line_of(world).opening_hours))


@pytest.mark.parametrize(
    ("chosen", "kept", "shown"),
    [
        ("FR-Alsace-Moselle", "FR-Alsace-Moselle", "Alsace et Moselle"),
        (NO_HOLIDAYS, NO_HOLIDAYS, "aucun"),
        ("", None, "France métropolitaine, comme l'entreprise"),
    ],
)
def test_the_holidays_of_a_line_are_chosen_by_name(
    world: World, manager: Visit, chosen: str, kept: str | None, shown: str
) -> None:
    text = manager.go("/lignes/urgence/jours")
    assert "ceux de l'entreprise (France métropolitaine)" in text and "aucun jour férié" in text
    manager.press("Enregistrer", holidays=chosen)
    assert line_of(world).holidays == kept
    assert f"Jours fériés {shown}" in words(manager.go("/lignes/urgence"))


def test_a_calendar_that_is_none_is_refused_in_its_field(world: World, manager: Visit) -> None:
    before = line_of(world)
    manager.go("/lignes/urgence/jours")
    assert "N'est pas un choix valide" in manager.press("Enregistrer", holidays="ATLANTIDE")
    assert (manager.status, line_of(world)) == (422, before)


def test_what_is_wrong_is_summed_up_and_stands_beside_its_field_which_has_the_focus(manager: Visit) -> None:
    manager.go("/lignes/urgence/horaires")
    page = manager.press("Enregistrer", tue="matin", thu="25h")
    assert manager.status == 422
    assert "Mardi : « matin » n'est pas une plage horaire" in page
    assert "Jeudi : « 25h » n'est pas une plage horaire" in page
    focused = re.findall(r"<input[^>]* autofocus[^>]*>", page)
    assert [re.search(r' id="(\w+)"', one).group(1) for one in focused] == ["tue", "thu"]  # type: ignore[union-attr]
    assert 'id="tue-problem"' in page


@pytest.mark.parametrize(
    "page",
    ["", "/urgence", "/urgence/horaires", "/urgence/fiche", "/urgence/jours", "/urgence/deroulement", "/menus/urgence"],
)
def test_no_code_and_no_rule_of_a_machine_is_read_on_a_page_of_lines(manager: Visit, page: str) -> None:
    text = manager.go(f"/lignes{page}")
    assert not CODES.search(text)


def test_a_number_is_asked_for_by_its_length_and_its_first_figures(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence/fiche")
    typed = {"rule-ask": "y", "rule-shape": "length", "rule-shortest": "5", "rule-longest": "5"}
    assert "donnez moins de 5 chiffres" in manager.press("Enregistrer", **typed, **{"rule-begins": "quatre"})
    manager.press("Enregistrer", **typed, **{"rule-begins": "4"})
    assert line_of(world).order_rule.pattern == r"4\d{4}"
    assert "demandé, 5 chiffres, par exemple 44444" in manager.go("/lignes/urgence")
    assert 'value="4"' in manager.go("/lignes/urgence/fiche")


def test_whom_a_line_tells_is_named(world: World, manager: Visit) -> None:
    manager.go("/lignes/urgence/fiche")
    manager.press("Enregistrer", tell="bureau@example.fr\nClaire Durand")
    assert line_of(world).tell == ("bureau@example.fr", "durand")
    assert "Claire Durand" in manager.go("/lignes/urgence/fiche")
