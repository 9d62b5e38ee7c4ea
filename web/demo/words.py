"""The timeline of a simulated call in French: what each piece of news adds to it."""

from __future__ import annotations

import re
from typing import Any, assert_never

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferEvent, OfferOutcome
from appliance.calls.notes import CameOnDuty, KeyPressed, note_of
from appliance.calls.outcome_words import of_an_offer
from appliance.calls.timeline import MESSAGE_KEPT
from appliance.company.model import Company
from appliance.prompts.french.reading import told_of_no_number
from appliance.simulator.news import News
from web.frame import words

Entry = dict[str, Any]


def as_told(news: News, company: Company) -> dict[str, Any]:
    """A piece of news as the page receives it: its facts, and what it adds to the timeline, if anything."""
    told = {"number": news.number, "call": news.call, "at": news.at, "kind": news.kind, **news.facts}
    if "text" in told:
        told["text"] = written(told["text"])
    entry = entry_of(news, company)
    return told | {"entry": entry} if entry else told


def entry_of(news: News, company: Company) -> Entry | None:
    """The line of the timeline. `tone`: step, heard, key, ring, good, bad or plain."""
    facts = news.facts
    match news.kind:
        case "begins":
            title = f"Appel au {words.spaced(facts['called'])}, {facts['line']}"
            if facts.get("callback_of"):
                return entry("plain", f"Rappel promis, {facts['line']}", f"à {from_whom(facts['caller'])}")
            return entry("plain", title, f"depuis {from_whom(facts['caller'])}")
        case "step_begins":
            return entry("step", *words.step_parts(facts["name"], facts["detail"], company))
        case "caller_hears":
            return entry("heard", written(facts["text"]))
        case "order":
            return entry("good", f"Commande {facts['order']} confirmée")
        case "note":
            return note_entry(facts["name"], facts["detail"], company)
        case "agent_key":
            return entry("plain", owner_of(facts["phone"], company))
        case "attempt":
            return attempt_entry(facts, company)
        case "words":
            return entry("good", "Ce qu'il a dit avant la recherche", words.duration(facts["seconds"]))
        case "caller_is_rung":
            return entry("ring", "Le téléphone de l'appelant sonne")
        case "caller_is_rung_no_more":
            return entry("bad", "L'appelant n'a pas répondu")
        case "message":
            return entry("good", MESSAGE_KEPT, words.duration(facts["seconds"]))
        case "callback":
            return entry("good", "Rappel promis", f"{words.spaced(facts['to'])}, en {facts['within']} min")
        case "closed":
            return entry(words.call_tone(Outcome(facts["outcome"])), words.outcome_words(facts["outcome"]))
        case "failed":
            return entry("bad", "Le script s'est arrêté sur une erreur", "Voyez le journal du programme.")
    return None


def written(text: str) -> str:
    """A spoken sentence as it is read: the commas that make each digit heard are left out."""
    return re.sub(r"(?<=\d), (?=\d)", " ", text)


def entry(tone: str, title: str, detail: str = "") -> Entry:
    return {"tone": tone, "title": title, "detail": detail}


def from_whom(caller: str | None) -> str:
    """« le 06 12 34 56 78 », « un numéro masqué »."""
    without = told_of_no_number(caller)
    return f"un {without}" if without else f"le {words.spaced(caller)}"


def note_entry(name: str, detail: str, company: Company) -> Entry | None:
    """Who is on call and why; the keys of a menu are told as they are pressed."""
    match note_of(name, detail):
        case None:
            return entry("plain", name, detail)
        case CameOnDuty(agent) as note:
            return entry("reason", *words.note_parts(note, company)) | {"agent": agent}
        case KeyPressed():
            return None
        case note:
            return entry("plain", *words.note_parts(note, company))


def attempt_entry(facts: dict[str, Any], company: Company) -> Entry:
    outcome = facts.get("outcome")
    state = words.attempt_words(outcome) if outcome else ringing_words(OfferEvent(facts["event"]))
    tone = words.attempt_tone(outcome)
    return entry(tone, words.called_name(company, facts["agent"])) | {
        "state": state,
        "number": words.spaced(number_of(facts["agent"], facts["phone"], company)),
    }


def ringing_words(event: OfferEvent) -> str:
    """What a telephone does, beside the name of whose it is."""
    match event:
        case OfferEvent.DIALLED:
            return of_an_offer(None).title
        case OfferEvent.RINGING:
            return "sonne"
        case OfferEvent.ANSWERED:
            return "écoute l'annonce"
        case OfferEvent.ENDED:
            return of_an_offer(OfferOutcome.CANCELLED).title
        case _:
            assert_never(event)


def number_of(agent: str, phone: int, company: Company) -> str | None:
    """The number of an agent's telephone."""
    known = company.agents.get(agent)
    return known.phones[phone] if known and phone < len(known.phones) else None


def owner_of(number: str, company: Company) -> str:
    """Whose telephone this is, as the subject of a sentence."""
    owner = next((agent.name for agent in company.agents.values() if number in agent.phones), None)
    return owner or f"Le {words.spaced(number)}"
