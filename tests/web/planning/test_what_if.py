"""« Et si on appelait ? »: a call that nobody makes, told with its reasons."""

from __future__ import annotations

import re

import pytest

from appliance.store.journal.search import Search, search_calls
from tests.web.site_world import World
from tests.web.visit import Visit

SUNDAY = "2026-12-06T03:10"


def ask(manager: Visit, **typed: str) -> str:
    manager.go("/essai")
    return manager.press("Appeler, pour voir", **{"moment": SUNDAY, "appelant": "06 98 76 54 32", **typed})


def test_a_call_is_told_as_it_would_be_heard_and_nothing_is_written(world: World, manager: Visit) -> None:
    text = ask(manager, touches="1 40719# 1", **{"fait-petit": "accept", "fait-martin": "accept"})
    assert "dimanche 6 décembre 2026 à 3 h 10" in text
    assert re.search(r"(Hugo Petit|Julie Martin) prend l'appel au bout de \d+", text)
    assert search_calls(world.database, Search()) == []


def test_when_nobody_answers_a_message_is_taken(manager: Visit) -> None:
    text = ask(manager, touches="1 40719# 1")
    assert "prend l'appel" not in text
    assert "Personne n'a répondu : message laissé" in text


def test_the_question_is_in_the_address_and_can_be_sent(manager: Visit) -> None:
    ask(manager, touches="1 40719# 1")
    assert "touches=1+40719%23+1" in manager.path or "touches=1%2040719%23%201" in manager.path
    assert f'value="{SUNDAY}"' in manager.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"moment": "demain"}, "n'est pas un moment"),
        ({"moment": "2027-03-28T02:30"}, "on avance les horloges"),
        ({"appelant": "abc"}, "n'est pas un numéro"),
        ({"touches": "1 x"}, "n'est pas une suite de touches"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_kept(manager: Visit, typed: dict[str, str], sentence) -> None:
    text = ask(manager, **{"touches": "1", **typed})
    assert manager.status == 422
    assert sentence in text
    (value,) = typed.values()
    assert f'value="{value}"' in text


def test_an_hour_that_the_clock_repeats_is_said_to_be_the_first(manager: Visit) -> None:
    assert "a lieu deux fois" in ask(manager, moment="2026-10-25T02:30")


def test_each_person_called_is_one_line_and_what_is_said_is_folded_away(manager: Visit) -> None:
    text = ask(manager, touches="1 40719# 1")
    short = text.partition("Ce qui se passe")[2].partition("Chaque phrase")[0]
    called = [short.count(name) for name in ("Claire Durand", "Hugo Petit", "Julie Martin")]
    assert max(called) == 1
    assert re.search(r"niveau \d : (\d appels(, un par tour)?, )?n'a pas répondu", short)
    assert re.search(r"<time>\d min \d\d</time>", short)
    assert "Entend" not in short
    assert "Tape" not in short
    assert text.index("D'astreinte le dimanche") < text.index("Ce qui se passe")


def test_a_call_that_rings_nobody_supposes_nothing_of_telephones_and_ends_with_who_is_on_call(manager: Visit) -> None:
    assert "On a supposé" in ask(manager, touches="1 40719# 1")
    text = ask(manager, touches="3")
    assert "personne n'est appelé" in text
    assert "On a supposé" not in text
    assert text.index("Ce qui se passe") < text.index("D'astreinte le dimanche")


def test_the_keys_to_type_are_said_in_the_words_of_the_menu(manager: Visit) -> None:
    assert re.search(r"1\s: [^.]+\.\sVide\s: il ne tape rien", ask(manager))


def test_what_is_typed_at_a_menu_stands_beside_its_name_and_silence_once(manager: Visit) -> None:
    assert "Accueil » : tape 4" in ask(manager, touches="4").replace("urgence »", "Accueil »")
    assert ask(manager, touches="").count(" : ne tape rien") == 1
