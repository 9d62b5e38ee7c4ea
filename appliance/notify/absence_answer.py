"""What an agent is told of the days away that they asked for: accepted, or refused with a word."""

from __future__ import annotations

from datetime import date, datetime

from peewee import Database

from appliance.company.model import Agent, Company
from appliance.notify.addressing import rendered_for
from appliance.notify.message import Message, one_line
from appliance.planning.moments import long_day
from appliance.store.absences.requests import AbsenceRequest, Answer
from appliance.store.outbox.queue import queue_deliveries

KIND = "absence"


def tell_answer(
    database: Database, company: Company, asked: AbsenceRequest, answer: Answer, *, by: str, word: str, now: datetime
) -> int:
    """Queue it for the agent, by the ways that they chose; how many. Within `writing`, with the answer. StoreError."""
    agent = company.agents.get(asked.agent_id)
    if agent is None:
        return 0
    message = answer_message(company, agent, asked, answer, by=by, word=word, now=now)
    made = rendered_for(agent, message, KIND)
    queue_deliveries(database, made, now)
    return len(made)


def answer_message(
    company: Company, agent: Agent, asked: AbsenceRequest, answer: Answer, *, by: str, word: str, now: datetime
) -> Message:
    """« Votre absence du 9 au 12 décembre est acceptée »."""
    days, accepted = days_words(asked.first_day, asked.last_day), answer is Answer.ACCEPTED
    said = f"Votre absence {days} est {'acceptée' if accepted else 'refusée'}"
    parts = [f"Bonjour {one_line(agent.name)},", f"{said}, par {one_line(by)}."]
    parts += [f"« {one_line(word)} »"] if word else []
    parts += ["Elle est notée au planning." if accepted else "Votre planning n'a pas changé.", one_line(company.name)]
    brief = f"{said}." + (f" {one_line(word)}" if word else "")
    return Message(
        key=f"absence-{asked.id}-{answer.value}",
        to=agent.name,
        subject=f"Absence {'acceptée' if accepted else 'refusée'}, {days}",
        about=f"absence demandée par {agent.name}",
        text="\n\n".join(parts) + "\n",
        made_at=now,
        brief=brief,
    )


def days_words(first: date, last: date) -> str:
    """« du mercredi 9 décembre 2026 au samedi 12 décembre 2026 », « du mercredi 9 décembre 2026 »."""
    return f"du {long_day(first)}" if first == last else f"du {long_day(first)} au {long_day(last)}"
