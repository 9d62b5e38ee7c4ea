"""Names in a sentence: elided, not said twice; what a key is for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from appliance.company.key_purposes import ALONE, SAID, key_purposes
from appliance.company.names import line_words, menu_title, of_name
from appliance.company.places import clock_name
from tests.unit.store.companies import LOCKSMITH


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Claire Durand", "de Claire Durand"),
        ("Élodie", "d'Élodie"),
        ("Hélène", "d'Hélène"),
        ("Hugo Petit", "d'Hugo Petit"),
        ("Hassan", "de Hassan"),
        ("Yves", "d'Yves"),
        ("Yann", "de Yann"),
        ("Œdipe", "d'Œdipe"),
    ],
)
def test_a_name_is_elided(name: str, said: str) -> None:
    assert of_name(name) == said


def test_a_line_is_not_called_a_line_twice() -> None:
    assert [line_words(name) for name in ("Urgence", "Ligne Ascenseurs", "ligne du personnel")] == [
        "Ligne Urgence",
        "Ligne Ascenseurs",
        "ligne du personnel",
    ]


@pytest.mark.parametrize(
    ("announcement", "purposes"),
    [
        ("Pour une urgence, tapez 1. Pour nos horaires, tapez 4.", {"1": "urgence", "4": "horaires"}),
        ("Pour les personnes bloquées appuyez sur la touche 2.", {"2": "personnes bloquées"}),
        ("L'agence ; pour l'accueil, faites le 0", {"0": "accueil"}),
        ("Personne bloquée, tapez 1 ; horaires, tapez 4.", {"1": "personne bloquée", "4": "horaires"}),
        ("Pour un devis, tapez 1. Sinon, tapez 2.", {"1": "devis"}),
        ("Tapez 1 pour une urgence.", {}),
        ("Pour une commande, tapez 12.", {}),
        ("", {}),
    ],
)
def test_what_a_key_is_for_is_read_of_the_announcement(announcement: str, purposes: dict[str, str]) -> None:
    (menu,) = LOCKSMITH.menus.values()
    company = replace(LOCKSMITH, menus={menu.id: replace(menu, announcement=announcement)})
    assert key_purposes(company) == {(menu.id, key): purpose for key, purpose in purposes.items()}


@pytest.mark.parametrize("announcement", ["Pour\u00a0un devis ,\n  tapez  2.", "Devis\t, tapez sur la\u202ftouche 2"])
def test_what_a_key_is_for_is_read_whatever_stands_between_the_words(announcement: str) -> None:
    (menu,) = LOCKSMITH.menus.values()
    company = replace(LOCKSMITH, menus={menu.id: replace(menu, announcement=announcement)})
    assert key_purposes(company) == {(menu.id, "2"): "devis"}


@pytest.mark.parametrize("pattern", [ALONE, SAID])
def test_no_announcement_holds_up_whoever_reads_it(pattern: re.Pattern[str]) -> None:
    """A part without a bound, tried again from each letter, took twenty seconds on 4,000 spaces."""
    parts = re.sub(r"\[[^]]*\]|\\.", "", pattern.pattern)
    assert not re.search(r"[*+]|\{\d*,\}", parts)
    assert max(map(int, re.findall(r"(\d+)\}", parts))) <= 60


def test_a_menu_that_nobody_has_named_is_called_by_the_line_that_opens_it_else_by_how_it_begins() -> None:
    (menu,) = LOCKSMITH.menus.values()
    assert menu_title(LOCKSMITH, menu) == "ligne Urgence serrurerie"
    assert menu_title(LOCKSMITH, replace(menu, name="Accueil")) == "Accueil"
    alone = replace(LOCKSMITH, lines={})
    assert menu_title(alone, menu) == "Pour une urgence, tapez 1."


def test_a_clock_is_told_by_its_city() -> None:
    assert [clock_name(code) for code in ("Europe/Paris", "Africa/Algiers", "Indian/Reunion", "America/New_York")] == [
        "heure de Paris",
        "heure d'Alger",
        "heure de La Réunion",
        "heure de New York",
    ]
