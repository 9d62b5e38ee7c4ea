"""How a call ended, and why, in one plain sentence: for the top of its page. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from appliance.calls.call_context import Outcome
from appliance.calls.journal_words import APART
from appliance.calls.leg import OfferOutcome
from appliance.calls.lost import is_lost
from appliance.calls.notes import (
    ON_CALL,
    Apart,
    CapReached,
    Refusal,
    Refused,
    Skipped,
    TreatedApart,
    note_of,
)
from appliance.calls.outcome_words import kept_offer
from appliance.calls.steps import Step
from appliance.calls.timeline import called_name, length_text, sentence
from appliance.company.model import Company
from appliance.company.names import of_name
from appliance.folding import listed

Record = Mapping[str, Any]
TURNED_AWAY = (Apart.BLOCKED, Apart.STORM)
LOST = "Appel perdu"
REFUSED = {
    Refusal.UNKNOWN_NUMBER: "le numéro composé n'est celui d'aucune ligne",
    Refusal.NO_ROOM: "trop d'appels à la fois",
    Refusal.NO_CODEC: "l'opérateur n'offrait aucun son qu'elle sait lire",
    Refusal.UNSUPPORTED: "l'opérateur exigeait une extension qu'elle n'a pas",
    Refusal.SHORT_SESSION: "l'opérateur imposait une durée trop courte",
    Refusal.NO_LEG: "toutes ses branches étaient prises",
    Refusal.BY_BOX: "avant toute réponse",
}
WHEN_LEFT = {
    Step.LANGUAGE: "au choix de la langue",
    Step.GREETING: "pendant l'accueil",
    Step.INCIDENT: "pendant l'annonce d'urgence",
    Step.MENU: "au menu",
    Step.ORDER_NUMBER: "au moment de taper son numéro de commande",
    Step.INTERNAL_CODE: "au moment de taper son code",
    Step.WORDS: "au moment de dire son problème",
    Step.HUNT: "pendant la recherche",
    Step.FORWARD: "pendant que le bureau sonnait",
    Step.MESSAGE: "au moment de laisser un message",
    Step.CALLBACK: "au moment où un rappel lui était proposé",
}


def ending_told(call: Record, company: Company | None) -> str:
    """« Appel perdu : l'appelant a raccroché au bout de 42 s, pendant la recherche. »; nothing while it goes on.

    `call`: as the journal gives it, to whoever reads.
    """
    if call["ended_at"] is None:
        return ""
    why = ", ".join(why_nobody(call, company)) or "personne n'a été cherché"
    match call["outcome"]:
        case Outcome.CONNECTED:
            return f"{sentence(taken_by(call, company))} a pris cet appel{after_waiting(call)}."
        case Outcome.FORWARDED:
            return f"Le bureau a pris cet appel{after_waiting(call)}."
        case Outcome.FALLBACK if call["connected_at"] is not None:
            return f"Le mode secours a mis l'appelant en relation{after_waiting(call)}."
        case Outcome.FALLBACK if call["message"] is not None:
            return "Le mode secours a pris un message de l'appelant."
        case Outcome.MESSAGE:
            return sentence(f"{why} ; l'appelant a laissé un message.")
        case Outcome.CALLBACK:
            return sentence(f"{why} ; un rappel a été promis à l'appelant.")
        case Outcome.ABANDONED if is_lost(call):
            return f"{LOST} : l'appelant a raccroché{left_when(call, company)}{so_far(call, company)}."
        case _ if is_lost(call):
            return f"{LOST} : {why}{offered_a_message(call)}."
    return ""


def taken_by(call: Record, company: Company | None) -> str:
    """Who had the caller last."""
    taken = [one["agent"] for one in call["attempts"] if one["outcome"] == OfferOutcome.ACCEPTED]
    return called_name(company, taken[-1]) if taken else "quelqu'un"


def after_waiting(call: Record) -> str:
    """« , au bout de 23 s »."""
    return f", au bout de {length_text(seconds_between(call, 'connected_at'))}" if call["connected_at"] else ""


def left_at(call: Record) -> str:
    """« pendant la recherche »: at what the caller hung up; nothing where it is not known."""
    steps = [Step(one["name"]) for one in call["steps"] if one["name"] in set(Step)]
    return WHEN_LEFT.get(steps[-1], "") if steps else ""


def left_when(call: Record, company: Company | None) -> str:
    """« au bout de 42 s, pendant la recherche »: after how long the caller hung up, and at what."""
    steps = [one["name"] for one in call["steps"] if one["name"] in set(Step)]
    when = left_at(call)
    rung = [one["agent"] for one in call["attempts"] if one["outcome"] == OfferOutcome.CANCELLED]
    if rung and steps[-1:] == [Step.HUNT]:
        when = f"pendant que le téléphone {of_name(called_name(company, rung[-1]))} sonnait"
    return f" au bout de {length_text(seconds_between(call, 'ended_at'))}{', ' if when else ''}{when}"


def offered_a_message(call: Record) -> str:
    """That the caller could leave a message, and left none."""
    asked = any(one["name"] == Step.MESSAGE for one in call["steps"])
    return ", et l'appelant n'a pas laissé de message" if asked else ""


def so_far(call: Record, company: Company | None) -> str:
    """What came of those who had been rung, once somebody was."""
    tried = list(tries(call, company))
    return f" ; {listed(tried)}" if tried else ""


def why_nobody(call: Record, company: Company | None) -> Iterator[str]:
    """Why nobody had the caller: refused, everybody held, nobody on call, nobody answered."""
    notes = [note_of(one["name"], one["detail"]) for one in call["steps"] if one["name"] != ON_CALL]
    for note in notes:
        match note:
            case Refused(why):
                yield f"la boîte a refusé l'appel, {REFUSED[why]}"
                return
            case TreatedApart(how) if how in TURNED_AWAY:
                yield APART[how][:1].lower() + APART[how][1:]
                return
            case CapReached():
                yield "le plafond des appels sortants était atteint"
            case Skipped(agent):
                yield f"{called_name(company, agent)} avait déjà un autre appel"
    yield from tries(call, company)
    held = any(isinstance(note, Skipped | CapReached) for note in notes)
    if was_searched(call) and not call["attempts"] and not held:
        on_call = any(one["name"] == ON_CALL for one in call["steps"])
        yield "aucun téléphone n'a pu sonner" if on_call else "personne n'était d'astreinte"


def was_searched(call: Record) -> bool:
    """Whether somebody was looked for."""
    return any(one["name"] == Step.HUNT for one in call["steps"])


def tries(call: Record, company: Company | None) -> Iterator[str]:
    """« Claire Durand n'a pas répondu (2 fois) »: those who were rung in vain, each with what came of it."""
    vain = [one for one in call["attempts"] if one["outcome"] not in (OfferOutcome.ACCEPTED, OfferOutcome.CANCELLED)]
    for (agent, outcome), times in Counter((one["agent"], one["outcome"]) for one in vain).items():
        often = f" ({times} fois)" if times > 1 else ""
        yield f"{called_name(company, agent)} {kept_offer(outcome).title}{often}"


def seconds_between(call: Record, end: str) -> float:
    """From the beginning of a call to one of its instants."""
    return (datetime.fromisoformat(call[end]) - datetime.fromisoformat(call["started_at"])).total_seconds()
