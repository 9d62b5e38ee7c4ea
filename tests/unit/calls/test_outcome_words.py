"""How a call and its offers ended, in these words to the letter, wherever they are told."""

from __future__ import annotations

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.calls.outcome_words import OutcomeWords, kept_call, kept_offer

CALLS = {
    None: ("En cours", "en cours", "en cours"),
    "connected": ("Mis en relation", "mis en relation", "mis en relation"),
    "forwarded": ("Transféré au bureau", "transféré au bureau", "transféré au bureau"),
    "message": ("Message laissé", "message laissé", "message"),
    "callback": ("Rappel promis", "rappel promis", "rappel promis"),
    "abandoned": ("L'appelant a raccroché", "l'appelant a raccroché", "abandonné"),
    "unanswered": ("Sans réponse", "sans réponse ni message", "sans réponse"),
    "agents_menu": ("Menu des intervenants", "menu des intervenants", "menu des intervenants"),
    "ring_back": ("Appel d'un intervenant", "appel d'un intervenant", "intervenant"),
    "fallback": ("Pris par le mode secours", "pris par le mode secours", "mode secours"),
}
OFFERS = {
    None: ("reçoit l'appel", "reçoit l'appel", "appelé"),
    "accepted": ("a accepté", "a accepté l'appel", "accepté"),
    "refused": ("a refusé", "a refusé l'appel", "refusé"),
    "unconfirmed": (
        "a décroché sans confirmer",
        "a décroché sans confirmer (répondeur ou silence)",
        "non confirmé",
    ),
    "no_answer": ("n'a pas répondu", "n'a pas répondu", "pas de réponse"),
    "busy": ("était en ligne", "était en ligne", "occupé"),
    "unreachable": ("était injoignable", "était injoignable", "injoignable"),
    "cancelled": ("n'a pas eu le temps de répondre", "n'a pas eu le temps de répondre", "arrêté"),
}


@pytest.mark.parametrize(("outcome", "words"), CALLS.items())
def test_how_a_call_ended(outcome: str | None, words: tuple[str, str, str]) -> None:
    assert kept_call(outcome) == OutcomeWords(*words)


@pytest.mark.parametrize(("outcome", "words"), OFFERS.items())
def test_how_an_offer_ended(outcome: str | None, words: tuple[str, str, str]) -> None:
    assert kept_offer(outcome) == OutcomeWords(*words)


def test_every_outcome_is_tried_here() -> None:
    assert set(CALLS) == {None, *Outcome}
    assert set(OFFERS) == {None, *OfferOutcome}


def test_an_outcome_of_another_release_is_told_as_it_stands() -> None:
    assert kept_call("redirected") == kept_offer("redirected") == OutcomeWords(*["redirected"] * 3)
