"""Whoever takes a duty is asked to confirm it, where their team wishes so: what is asked, and who is told without."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from appliance.calls.duty_starts import DutyStart, duty_starts, line_of_duty, still_begins
from appliance.calls.told import telling_in
from appliance.company.model import Company
from appliance.company.tongues import spoken_to
from appliance.controller.asked_words import AskedWords
from appliance.notify.duty_letters import duty_not_taken
from appliance.prompts.catalogue import say, told
from appliance.store.asks.queue import Ask, AskKind, Ending, NewAsk, add_asks
from appliance.store.fields import instant_text
from appliance.store.outbox.queue import NewDelivery


class DutyAsks:
    """Implements `Asking`. `public_url`: where the pages are found; None: no link is given."""

    def __init__(self, database: Any, public_url: str | None) -> None:
        self._database, self._public_url = database, public_url

    def plan(self, company: Company, now: datetime) -> None:
        add_asks(self._database, [duty_ask(one) for one in duty_starts(company, now)])

    def words(self, company: Company, ask: Ask, now: datetime) -> AskedWords | None:
        teams = still_begins(company, ask.agent_id, ask.at, ask.topic.split())
        line = line_of_duty(company, teams)
        if line is None:
            return None
        zone, language = company.teams[teams[0]].plan.timezone, spoken_to(company, ask.agent_id)
        question = telling_in(language).duty_question(line.name, ask.at, now, zone)
        return AskedWords(
            line, told(question, language), say("duty_confirmed", language), say("duty_refused", language)
        )

    def over(self, company: Company, ask: Ask, ending: Ending, now: datetime) -> list[NewDelivery]:
        if ending not in (Ending.REFUSED, Ending.UNANSWERED):
            return []
        return duty_not_taken(company, ask, ending, now, datetime.now(UTC), self._public_url)


def duty_ask(start: DutyStart) -> NewAsk:
    """One for an agent and a moment, whatever the teams."""
    name = f"{AskKind.DUTY} {start.agent} {instant_text(start.at)}"
    return NewAsk(Ask(name, AskKind.DUTY, start.agent, " ".join(start.teams), start.at), start.rung_at)
