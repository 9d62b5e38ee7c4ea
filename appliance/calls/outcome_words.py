"""How a call, and each offer of it, ended, in French: for pages, in the sentences of a command, in a table. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome


@dataclass(frozen=True)
class OutcomeWords:
    """`title`: on a page. `told`: in a sentence of a command. `cell`: in a table, in a word or two."""

    title: str
    told: str
    cell: str


def of_a_call(outcome: Outcome | None) -> OutcomeWords:
    """None: it goes on."""
    match outcome:
        case None:
            return OutcomeWords("En cours", "en cours", "en cours")
        case Outcome.CONNECTED:
            return OutcomeWords("Mis en relation", "mis en relation", "mis en relation")
        case Outcome.FORWARDED:
            return OutcomeWords("Transféré au bureau", "transféré au bureau", "transféré au bureau")
        case Outcome.MESSAGE:
            return OutcomeWords("Message laissé", "message laissé", "message")
        case Outcome.CALLBACK:
            return OutcomeWords("Rappel promis", "rappel promis", "rappel promis")
        case Outcome.ABANDONED:
            return OutcomeWords("L'appelant a raccroché", "l'appelant a raccroché", "abandonné")
        case Outcome.UNANSWERED:
            return OutcomeWords("Sans réponse", "sans réponse ni message", "sans réponse")
        case Outcome.FALLBACK:
            return OutcomeWords("Pris par le mode secours", "pris par le mode secours", "mode secours")
        case Outcome.AGENTS_MENU:
            return OutcomeWords("Menu des intervenants", "menu des intervenants", "menu des intervenants")
        case Outcome.RING_BACK:
            return OutcomeWords("Appel d'un intervenant", "appel d'un intervenant", "intervenant")
        case _:
            assert_never(outcome)


def of_an_offer(outcome: OfferOutcome | None) -> OutcomeWords:
    """What comes after the name of who was rung. None: their telephone still rings."""
    match outcome:
        case None:
            return OutcomeWords("reçoit l'appel", "reçoit l'appel", "appelé")
        case OfferOutcome.ACCEPTED:
            return OutcomeWords("a accepté", "a accepté l'appel", "accepté")
        case OfferOutcome.REFUSED:
            return OutcomeWords("a refusé", "a refusé l'appel", "refusé")
        case OfferOutcome.UNCONFIRMED:
            unconfirmed = "a décroché sans confirmer"
            return OutcomeWords(unconfirmed, f"{unconfirmed} (répondeur ou silence)", "non confirmé")
        case OfferOutcome.NO_ANSWER:
            return OutcomeWords("n'a pas répondu", "n'a pas répondu", "pas de réponse")
        case OfferOutcome.BUSY:
            return OutcomeWords("était en ligne", "était en ligne", "occupé")
        case OfferOutcome.UNREACHABLE:
            return OutcomeWords("était injoignable", "était injoignable", "injoignable")
        case OfferOutcome.CANCELLED:
            return OutcomeWords("n'a pas eu le temps de répondre", "n'a pas eu le temps de répondre", "arrêté")
        case _:
            assert_never(outcome)


@dataclass(frozen=True)
class PhoneTestWords:
    """After the telephone's number. `title`: on a page. `told`: by a command."""

    title: str
    told: str


SCREENED = (
    "a décroché de lui-même, et 1 n'a été tapé que bien après : il filtre les appels ; enregistrez-y la fiche contact"
)
SCREENED_FOR_NOBODY = "a décroché de lui-même, sans que personne tape 1 : un filtrage d'appels, ou une messagerie"


def of_a_screened_phone(outcome: OfferOutcome) -> str | None:
    """Of one that most likely answered by itself, in the place of the title below; None where that says nothing."""
    return {OfferOutcome.ACCEPTED: SCREENED, OfferOutcome.UNCONFIRMED: SCREENED_FOR_NOBODY}.get(outcome)


def of_a_phone_test(outcome: OfferOutcome) -> PhoneTestWords:
    """How a telephone answered a call of trial, and what to do of it."""
    match outcome:
        case OfferOutcome.ACCEPTED:
            answered = "a répondu et tapé 1"
            verified, told = "ce téléphone est vérifié", "le trunk, le numéro et les touches vont bien"
            return PhoneTestWords(f"{answered} : {verified}", f"{answered} ; {told}")
        case OfferOutcome.REFUSED:
            return PhoneTestWords("a refusé l'appel", "l'appel a été refusé")
        case OfferOutcome.UNCONFIRMED:
            unconfirmed = "a décroché sans taper 1 : une messagerie, ou des touches qui n'arrivent pas"
            return PhoneTestWords(unconfirmed, unconfirmed)
        case OfferOutcome.NO_ANSWER:
            return PhoneTestWords("n'a pas répondu", "n'a pas répondu")
        case OfferOutcome.BUSY:
            return PhoneTestWords("est en ligne ; réessayez plus tard", "est en ligne")
        case OfferOutcome.UNREACHABLE:
            return PhoneTestWords(
                "est injoignable : vérifiez le numéro, et le trunk à la page Santé",
                "est injoignable : voyez « astreinte health » pour le trunk",
            )
        case OfferOutcome.CANCELLED:
            untried = "n'a pas été essayé"
            return PhoneTestWords(f"{untried} : le programme s'arrêtait", f"{untried} : le contrôleur s'arrêtait")
        case _:
            assert_never(outcome)


def kept_call(outcome: str | None) -> OutcomeWords:
    """Of a call as the journal keeps it; an outcome that this release does not know is told as it stands."""
    if outcome is not None and outcome not in set(Outcome):
        return OutcomeWords(outcome, outcome, outcome)
    return of_a_call(None if outcome is None else Outcome(outcome))


def kept_offer(outcome: str | None) -> OutcomeWords:
    """Of an offer as the journal keeps it, in the same way."""
    if outcome is not None and outcome not in set(OfferOutcome):
        return OutcomeWords(outcome, outcome, outcome)
    return of_an_offer(None if outcome is None else OfferOutcome(outcome))
