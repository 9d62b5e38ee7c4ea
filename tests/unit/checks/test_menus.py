"""A key that an announcement names and that does nothing is told: the caller who presses it is at a dead end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from appliance.checks import Severity, check_company
from appliance.company.model import Company
from tests.unit.calls.rehearsal import company

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def saying(announcement: str, settings: Company | None = None) -> Company:
    settings = settings or company()
    return replace(
        settings, menus={"urgence": replace(settings.menus["urgence"], announcement=announcement, name="Nuit")}
    )


def told(settings: Company) -> list[str]:
    found = [one for one in check_company(settings, NOW) if one.code == "menu_key_said"]
    assert all(one.severity is Severity.WARNING for one in found)
    return [str(one) for one in found]


def test_the_former_key_of_a_choice_that_was_moved_is_told_with_what_the_caller_hears() -> None:
    before = saying("Pour une urgence, tapez 1. Pour un rendez-vous, tapez le 3.")
    assert told(before) == []
    menu = before.menus["urgence"]
    choices = {("7" if key == "1" else key): action for key, action in menu.choices.items()}
    after = replace(before, menus={"urgence": replace(menu, choices=choices, default="7")})
    assert told(after) == [
        "Menu « Nuit », touche 1 : l'appelant entend qu'il faut taper 1 pour « urgence », et cette touche ne fait "
        "rien ; donnez-lui une action, ou changez ce qu'il entend."
    ]


@pytest.mark.parametrize(
    ("key", "line", "is_told"),
    [
        ("8", {}, True),
        ("#", {}, False),
        ("*", {}, True),
        ("*", {"agents_menu": True}, False),
        ("9", {}, True),
        ("9", {"offered_languages": {"9": "en"}}, False),
    ],
)
def test_a_key_that_every_menu_of_the_line_answers_is_no_dead_end(
    key: str, line: dict[str, object], is_told: bool
) -> None:
    assert bool(told(saying(f"Pour autre chose, tapez {key}.", company(**line)))) is is_told


@pytest.mark.parametrize(
    "said",
    [
        "Pour nous joindre le jour, composez le 0 800 123 456.",
        "Pour nous joindre le jour, composez le 0.800.123.456.",
        "Pour nous joindre le jour, composez le 0-800-123-456.",
        "Pour votre commande, tapez 8 chiffres.",
        "Pour parler à quelqu'un, appuyez 2 fois.",
    ],
)
def test_a_telephone_number_and_a_count_are_no_keys(said: str) -> None:
    assert told(saying(said)) == []


def test_a_key_is_one_before_a_sentence_that_begins_with_a_figure() -> None:
    assert len(told(saying("Pour un devis, tapez 8. 24 heures sur 24, un technicien répond."))) == 1
