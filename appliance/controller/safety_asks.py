"""An agent out on an intervention is asked now and then whether all is well; of a silence, others are told and rung."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from appliance.calls.duty_starts import line_of_duty
from appliance.calls.outings import answerable
from appliance.calls.told import telling_in
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.company.tongues import spoken_to
from appliance.controller.asked_words import AskedWords
from appliance.notify.safety_letters import answered_letters, silence_letters, taken_letters, unreachable_letters
from appliance.prompts.catalogue import say, told
from appliance.store.asks.outings import (
    Outing,
    OutingEnd,
    come_back,
    find_outing,
    outings_now,
    safety_ask_name,
    silence_of,
)
from appliance.store.asks.queue import Ask, AskKind, Ending, NewAsk, add_asks, asks_about
from appliance.store.outbox.queue import NewDelivery


class SafetyAsks:
    """Implements `Asking`: of who is out."""

    def __init__(self, database: Any, public_url: str | None) -> None:
        self._database, self._public_url = database, public_url

    def plan(self, company: Company, now: datetime) -> None:
        asked = [(one, asks_about(self._database, one.id, AskKind.SAFETY)) for one in outings_now(self._database)]
        coming = [next_ask(one, known, now) for one, known in asked]
        add_asks(self._database, [one for one in coming if one is not None])

    def words(self, company: Company, ask: Ask, now: datetime) -> AskedWords | None:
        outing = find_outing(self._database, ask.topic)
        line = line_of_duty(company, [outing.team_id]) if outing and outing.team_id in company.teams else None
        if line is None:
            return None
        language = spoken_to(company, ask.agent_id)
        question = told(telling_in(language).safety_question(line.name), language)
        return AskedWords(line, question, say("safety_confirmed", language), say("outing_over", language))

    def over(self, company: Company, ask: Ask, ending: Ending, now: datetime) -> list[NewDelivery]:
        outing, made_at = find_outing(self._database, ask.topic), datetime.now(UTC)
        if outing is None:
            return []
        silent = silence_of(self._database, outing.id, before=ask)
        if ending is Ending.MOOT and outing.agent_id in company.agents:
            return unreachable_letters(company, outing, now, made_at)
        if ending is Ending.UNANSWERED:
            return silence_letters(company, outing, ask, now, made_at, self._public_url)
        if ending is Ending.REFUSED:
            come_back(self._database, outing.id, OutingEnd.BACK, agent_name(company, ask.agent_id), now)
        if ending in (Ending.CONFIRMED, Ending.REFUSED) and silent is not None:
            return answered_letters(company, outing, ask, now, made_at)
        return []


class SilenceAsks:
    """Implements `Asking`: of those who are to take charge of one who is out and silent, all at once."""

    def __init__(self, database: Any) -> None:
        self._database = database

    def plan(self, company: Company, now: datetime) -> None:
        for outing in outings_now(self._database):
            silent = silence_of(self._database, outing.id)
            if silent is not None and silent.ended_at is not None:
                rung = answerable(company, outing.team_id, outing.agent_id, now)
                new = [silence_ask(silent, outing, who, silent.ended_at) for who in rung if who in company.agents]
                add_asks(self._database, new)

    def words(self, company: Company, ask: Ask, now: datetime) -> AskedWords | None:
        outing = find_outing(self._database, ask.topic)
        if outing is None or silence_of(self._database, outing.id) is None or outing.team_id not in company.teams:
            return None
        line = line_of_duty(company, [outing.team_id])
        if line is None:
            return None
        name, zone = agent_name(company, outing.agent_id), company.teams[outing.team_id].plan.timezone
        language = spoken_to(company, ask.agent_id)
        question = told(telling_in(language).silence_told(line.name, name, outing.began_at, now, zone), language)
        return AskedWords(line, question, say("silence_taken", language), say("silence_left", language))

    def over(self, company: Company, ask: Ask, ending: Ending, now: datetime) -> list[NewDelivery]:
        outing, by = find_outing(self._database, ask.topic), agent_name(company, ask.agent_id)
        if outing is None or ending is not Ending.CONFIRMED:
            return []
        come_back(self._database, outing.id, OutingEnd.TAKEN, by, now)
        return taken_letters(company, outing, by, now, datetime.now(UTC))


def next_ask(outing: Outing, known: list[Ask], now: datetime) -> NewAsk | None:
    """The call to come; None while one is. One that is late, its controller having been away, is made at once."""
    ends = [one.ended_at for one in known]
    if None in ends:
        return None
    since = max((end for end in ends if end is not None), default=outing.began_at)
    at = max(min(since, now) + timedelta(minutes=outing.minutes), now)  # a clock set back puts no call off
    name = safety_ask_name(outing.id, len(known))
    return NewAsk(Ask(name, AskKind.SAFETY, outing.agent_id, outing.id, at), at)


def silence_ask(silent: Ask, outing: Outing, who: str, at: datetime) -> NewAsk:
    """One for each who is rung of one silence."""
    return NewAsk(Ask(f"{AskKind.SILENCE} {silent.id} {who}", AskKind.SILENCE, who, outing.id, at), at)
