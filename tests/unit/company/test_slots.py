"""Sentences whose words are filled at the call: in pieces, and left out where there is nothing to say."""

from __future__ import annotations

import pytest

from appliance.company.slots import Slot, checked, filled, fixed_pieces, has_slots, whole, without_slots

TEXT = "Bonjour. C'est {jour férié}. Nous rouvrons {réouverture}, merci. Pour une urgence, restez en ligne. À bientôt."
BOTH = {Slot.HOLIDAY: "la Toussaint", Slot.REOPENING: "lundi à 8 heures"}


def test_a_text_is_said_in_pieces_and_sentences_that_wait_for_nothing_stay_together() -> None:
    assert filled(TEXT, BOTH) == [
        "Bonjour.",
        "C'est",
        "la Toussaint",
        "Nous rouvrons",
        "lundi à 8 heures",
        "merci.",
        "Pour une urgence, restez en ligne. À bientôt.",
    ]


def test_the_sentence_of_a_slot_that_has_no_words_is_left_out() -> None:
    assert filled(TEXT, {Slot.HOLIDAY: "Noël"}) == [
        "Bonjour.",
        "C'est",
        "Noël",
        "Pour une urgence, restez en ligne. À bientôt.",
    ]
    assert without_slots(TEXT) == "Bonjour. Pour une urgence, restez en ligne. À bientôt."
    assert filled("Nous rouvrons {réouverture}.", {}) == []
    assert without_slots("Nous rouvrons {réouverture}.") == ""


def test_a_text_without_slots_is_said_as_it_is() -> None:
    assert filled("Bonjour.  Merci.", BOTH) == ["Bonjour.  Merci."]
    assert without_slots("Bonjour.  Merci.") == "Bonjour.  Merci."
    assert not has_slots("Bonjour {x}.")


def test_every_fixed_piece_is_among_what_is_said() -> None:
    assert set(fixed_pieces(TEXT)) <= set(filled(TEXT, BOTH))
    assert "{" not in " ".join(fixed_pieces(TEXT) + filled(TEXT, BOTH))


@pytest.mark.parametrize("text", ["C'est {Jour Férié}.", "Nous rouvrons { reouverture }.", "Rien à remplir."])
def test_a_slot_is_known_however_it_is_typed(text: str) -> None:
    assert checked(text) == text


@pytest.mark.parametrize("text", ["Nous fermons à {heure}.", "Une { seule.", "{}", "{{réouverture}}"])
def test_what_is_no_slot_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(ValueError, match=r"\{jour férié\} et \{réouverture\}"):
        checked(text)


def test_a_menu_is_said_whole() -> None:
    with pytest.raises(ValueError, match="un menu est dit tel qu'il est écrit"):
        whole("Nous rouvrons {réouverture}. Tapez 1.")
