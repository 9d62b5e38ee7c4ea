"""What is told of an agent who is out and does not answer, and of what became of it."""

from __future__ import annotations

from datetime import datetime

from appliance.calls.outings import answerable
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.notify.message import one_line
from appliance.notify.told_once import Words, told_once
from appliance.notify.told_people import everybody
from appliance.planning.moments import clock_text, near_text
from appliance.planning.wall_clock import wall_clock
from appliance.store.asks.outings import Outing
from appliance.store.asks.queue import Ask
from appliance.store.asks.words import NEVER_FREE, tried_words
from appliance.store.outbox.queue import NewDelivery

KIND = "safety_call"


def silence_letters(
    company: Company, outing: Outing, ask: Ask, now: datetime, made_at: datetime, public_url: str | None
) -> list[NewDelivery]:
    """They did not answer two calls. `now`: on the company's clock; `made_at` (UTC): on the machine's."""
    zone, name = _zone(company, outing), one_line(agent_name(company, outing.agent_id))
    subject = f"ALERTE : {name} ne répond pas en intervention"
    since = near_text(outing.began_at, now, zone)
    tries = [f"- {clock_text(wall_clock(one.at, zone))} : {tried_words(one)}" for one in ask.tried] or [NEVER_FREE]
    parts = [
        f"{name} est en intervention depuis {since}, et n'a pas tapé 1 aux appels de sécurité :",
        "\n".join(tries),
        f"L'appel suivant est dans {outing.minutes} minutes ; vous en saurez le résultat s'il aboutit.",
        f"Ses téléphones, et pour vous en charger :\n{public_url}/planning/interventions" if public_url else "",
        one_line(company.name),
    ]
    link = f" {public_url}/planning/interventions" if public_url else ""
    brief = f"{subject}, depuis {since}.{link}"
    return _told(company, outing, f"{ask.id} silence", subject, "\n\n".join(filter(None, parts)), brief, now, made_at)


def unreachable_letters(company: Company, outing: Outing, now: datetime, made_at: datetime) -> list[NewDelivery]:
    """Nobody calls them any more: their team, or its lines, left the settings while they were out. Told once."""
    name, since = one_line(agent_name(company, outing.agent_id)), near_text(outing.began_at, now, company.timezone)
    subject = f"ALERTE : {name}, en intervention, ne peut plus être appelé"
    said = f"{subject}, depuis {since} : son équipe n'a plus de ligne dans les réglages. Appelez vous-même."
    words = Words(f"{outing.id} unreachable", KIND, subject, f"{said}\n\n{one_line(company.name)}\n", said)
    named = answerable(company, outing.team_id, outing.agent_id, now)
    anybody = [who for line in company.lines.values() for who in line.tell if who != outing.agent_id]
    return told_once(everybody(company, named or anybody), words, made_at)


def answered_letters(company: Company, outing: Outing, ask: Ask, now: datetime, made_at: datetime) -> list[NewDelivery]:
    """They answer again, after a silence that was told."""
    name = one_line(agent_name(company, outing.agent_id))
    said = f"{name} a répondu à l'appel de sécurité : tout va bien"
    return _told(company, outing, f"{ask.id} answered", said, f"{said}.\n\n{company.name}", f"{said}.", now, made_at)


def taken_letters(company: Company, outing: Outing, by: str, now: datetime, made_at: datetime) -> list[NewDelivery]:
    """Somebody has taken charge of the silence: nobody is called about it any more."""
    name = one_line(agent_name(company, outing.agent_id))
    said = f"{one_line(by)} s'est chargé de l'alerte : {name} ne répondait pas en intervention"
    return _told(company, outing, f"{outing.id} taken", said, f"{said}.\n\n{company.name}", f"{said}.", now, made_at)


def _told(
    company: Company,
    outing: Outing,
    name: str,
    subject: str,
    text: str,
    brief: str,
    now: datetime,
    made_at: datetime,
) -> list[NewDelivery]:
    people = everybody(company, answerable(company, outing.team_id, outing.agent_id, now))
    return told_once(people, Words(name, KIND, subject, f"{text}\n", brief), made_at)


def _zone(company: Company, outing: Outing) -> str:
    return company.teams[outing.team_id].plan.timezone if outing.team_id in company.teams else company.timezone
