"""Two agents between whom the watch changes hands: rung, told what is open, joined; others are told where it failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from appliance.calls.duty_starts import line_of_duty
from appliance.calls.leg import OfferOutcome
from appliance.calls.told import telling_in
from appliance.calls.watch_changes import WatchChange, may_be_rung, still_changes, watch_changes
from appliance.company.model import Company, Line
from appliance.company.names import agent_name
from appliance.company.own_lines import lines_calling
from appliance.company.tongues import spoken_to
from appliance.controller.agents_callbacks import AgentsCallbacks
from appliance.controller.agents_messages import AgentsMessages
from appliance.controller.asked_words import AskedWords, MetAgent
from appliance.notify.watch_change_letters import not_met
from appliance.prompts.catalogue import Sentence, told
from appliance.store.asks.queue import Ask, AskKind, Ending, NewAsk, add_asks
from appliance.store.fields import instant_text
from appliance.store.outbox.queue import NewDelivery

MOST_TOLD = 10  # messages, and callbacks: the others are on the pages


class WatchChangeAsks:
    """Implements `Asking`. `recordings`: where the sounds of messages are; `public_url`: None: no link is given."""

    def __init__(self, database: Any, recordings: Path, public_url: str | None) -> None:
        self._database, self._recordings, self._public_url = database, recordings, public_url

    def plan(self, company: Company, now: datetime) -> None:
        add_asks(self._database, [change_ask(one) for one in watch_changes(company, now)])

    def words(self, company: Company, ask: Ask, now: datetime) -> AskedWords | None:
        coming, *named = ask.topic.split()
        teams = still_changes(company, ask.agent_id, coming, ask.at, named)
        line = line_of_duty(company, teams)
        if line is None or not {ask.agent_id, coming} <= company.agents.keys():
            return None
        if not all(may_be_rung(company, company.teams[name], (ask.agent_id, coming), now) for name in teams):
            return None  # put off until one of them sleeps
        zone = company.teams[teams[0]].plan.timezone
        leaving, other = agent_name(company, ask.agent_id), agent_name(company, coming)
        theirs, others = (spoken_to(company, name) for name in (ask.agent_id, coming))
        to_leaving = told(telling_in(theirs).to_who_leaves(line.name, other, ask.at, now, zone), theirs)
        to_coming = told(telling_in(others).to_who_comes(line.name, leaving, ask.at, now, zone), others)
        lines = lines_calling(company, teams)

        def met(name: str, question: Sentence, absent: str) -> MetAgent:
            briefing = partial(self._briefing, company, name, lines, now)
            refused = told(telling_in(question.language).HAND_OVER_REFUSED, question.language)
            return MetAgent(name, question, briefing, refused, partial(_alone, absent, question.language))

        both = met(ask.agent_id, to_leaving, other), met(coming, to_coming, leaving)
        return AskedWords(line, to_leaving, to_leaving, both[0].refused, both)

    def over(self, company: Company, ask: Ask, ending: Ending, now: datetime) -> list[NewDelivery]:
        if ending not in (Ending.REFUSED, Ending.UNANSWERED):
            return []
        return not_met(company, ask, datetime.now(UTC), self._public_url)

    def _briefing(self, company: Company, agent: str, lines: Sequence[Line], now: datetime) -> list[Sentence | Path]:
        """What is open on these lines, as this agent may hear it. Raises StoreError."""
        zone, language = lines[0].timezone, spoken_to(company, agent)
        words = telling_in(language)
        keys, several = {line.id for line in lines}, len(lines) > 1
        found = AgentsMessages(self._database, company, agent).list(self._recordings, now)
        messages = [one for one in found if one.line in keys]
        promised = AgentsCallbacks(self._database, company, agent).list(now)
        callbacks = [one for one in promised if one.line in keys]
        said: list[Sentence | Path] = [told(words.what_is_open(len(messages), len(callbacks)), language)]
        for place, one in enumerate(messages[:MOST_TOLD], 1):
            said.append(told(words.left_message(one, place, len(messages), now, zone, several), language))
            said += [self._recordings / one.file] if one.audible else []
        for place, callback in enumerate(callbacks[:MOST_TOLD], 1):
            left = words.left_callback(callback, place, len(callbacks), now, zone, several)
            said.append(told(left, language))
        return [*said, told(words.WAIT, language)]


def _alone(absent: str, language: str, how: OfferOutcome) -> Sentence:
    return told(telling_in(language).other_missing(absent, refused=how is OfferOutcome.REFUSED), language)


def change_ask(change: WatchChange) -> NewAsk:
    """One for two agents and a moment, whatever the teams. Its topic: who comes, then the teams."""
    name = f"{AskKind.HAND_OVER} {change.leaving} {change.coming} {instant_text(change.at)}"
    topic = " ".join((change.coming, *change.teams))
    return NewAsk(Ask(name, AskKind.HAND_OVER, change.leaving, topic, change.at), change.rung_at)
