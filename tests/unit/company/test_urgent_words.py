"""The words that make a message urgent: written as people write them, heard whole, each once."""

from __future__ import annotations

import pytest

from appliance.company.urgent_words import FEWEST_LETTERS, LONGEST, MOST, heard_in, urgent_word, word_faults

WORDS = ("fuite", "gaz", "ascenseur bloqué", "coupure d'eau", "cœur")


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Bonjour, il y a une FUITE au troisième.", "fuite"),
        ("Deux fuites, dans la cave", "fuite"),
        ("Ça sent le gaz.", "gaz"),
        ("Les ascenseurs bloqués, c'est nous", "ascenseur bloqué"),
        ("L’ascenseur\u00a0: bloque ?", "ascenseur bloqué"),
        ("Une coupure d’eaux", "coupure d'eau"),
        ("Il a mal au coeur", "cœur"),
        ("Du gaz, et une fuite", "fuite"),
        ("Il a pris la fuiterie", None),
        ("L'ascenseur est bloqué", None),
        ("Le gazon est tondu", None),
        ("", None),
    ],
)
def test_a_word_is_heard_whole_whatever_its_accents_capitals_and_plural(said: str, word: str | None) -> None:
    assert heard_in(said, WORDS) == word


def test_where_the_company_has_no_word_nothing_is_heard() -> None:
    assert heard_in("Une fuite.", ()) is None


@pytest.mark.parametrize(
    "typed", ["fuite", "  ascenseur   bloqué ", "coupure d'eau", "rez-de-chaussée", "SOS", "e\u0301tage"]
)
def test_a_word_or_a_few_are_taken_as_they_are_typed(typed: str) -> None:
    assert urgent_word(typed) == " ".join(typed.replace("e\u0301", "é").split())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("au", f"« au » est trop court : {FEWEST_LETTERS} lettres au moins"),
        ("0612345601", "trop court"),
        ("fuite, gaz", "écrivez un mot, ou quelques mots qui se suivent, sans ponctuation"),
        ("- gaz", "sans ponctuation"),
        ("", "sans ponctuation"),
        ("a" * (LONGEST + 1), f"trop long : {LONGEST} caractères"),
    ],
)
def test_what_is_no_word_is_refused_in_a_sentence(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        urgent_word(typed)


def test_a_word_that_is_there_already_is_told_by_both_its_writings() -> None:
    assert list(word_faults(["fuite", "gaz", "FUITES"])) == [
        ("FUITES", "« FUITES » est déjà là, écrit « fuite » : ôtez l'un des deux.")
    ]


def test_there_are_no_more_than_people_can_know() -> None:
    many = [f"mot{'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}" for number in range(MOST + 1)]
    assert list(word_faults(many[:MOST])) == []
    assert [word for word, _ in word_faults(many)] == many[MOST:]
