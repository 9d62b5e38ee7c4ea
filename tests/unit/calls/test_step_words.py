"""The steps of a call in these words to the letter, on a page and in a line of a command."""

from __future__ import annotations

import pytest

from appliance.calls.journal_words import Words, kept_step
from appliance.calls.steps import Step
from tests.unit.calls.rehearsal import company

TOLD = {
    ("greeting", "after_hours"): ("Accueil", "astreinte", "Annonce d'accueil"),
    ("greeting", "holiday"): ("Accueil", "jour férié", "Annonce d'accueil"),
    ("incident", ""): ("Annonce d'urgence", "", "Annonce d'urgence"),
    ("language", ""): ("Choix de la langue", "", "Choix de la langue"),
    ("menu", "urgence"): ("Menu", "", "Menu « urgence »"),
    ("order_number", ""): ("Numéro de commande", "", "Numéro de commande"),
    ("internal_code", ""): ("Code interne", "", "Code interne"),
    ("words", ""): ("Ce que dit l'appelant", "", "Ce que dit l'appelant"),
    ("hunt", "depannage"): (
        "Recherche d'un intervenant",
        "équipe Dépannage",
        "Recherche d'un intervenant, équipe Dépannage",
    ),
    ("forward", ""): ("Transfert", "", "Transfert au bureau"),
    ("conversation", ""): ("Conversation", "", "Conversation"),
    ("callback", ""): ("Rappel proposé", "", "Rappel proposé"),
    ("message", ""): ("Message", "", "Message"),
    ("agents_menu", "durand"): ("Menu des intervenants", "Claire Durand", "Menu des intervenants, Claire Durand"),
    ("music", ""): ("music", "", "music"),  # of another release
    ("music", "jazz"): ("music", "jazz", "music : jazz"),
}


@pytest.mark.parametrize(("kept", "words"), TOLD.items())
def test_a_step_in_words(kept: tuple[str, str], words: tuple[str, str, str]) -> None:
    assert kept_step(*kept, company()) == Words(*words)


def test_every_step_is_tried_here() -> None:
    assert {name for name, _ in TOLD} - {"music"} == set(Step)
