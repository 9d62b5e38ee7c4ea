"""Agents asked something by telephone, beside the calls: tried twice, then whoever must know is told."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import gevent
from gevent.event import Event

from appliance.calls.call_context import Claims
from appliance.calls.leg import Invitation, OfferOutcome
from appliance.company.model import Company
from appliance.controller.asked_words import AskedWords, Asking
from appliance.controller.inbound_calls import Office
from appliance.controller.met_agents import meet
from appliance.controller.pace import Pace
from appliance.in_thread import in_thread
from appliance.prompts.catalogue import Sentence, say
from appliance.run_forever import told_without_message
from appliance.store.asks.queue import (
    HELD,
    LATEST,
    TRIES,
    Ask,
    AskKind,
    Ending,
    end_ask,
    keep_claim,
    put_off,
    take_ask,
    try_over,
)
from appliance.store.asks.tables import Tried
from appliance.store.errors import StoreError
from appliance.switch.asking import ask_agent, asked
from appliance.switch.ringing import PresentedIdentity

log = logging.getLogger(__name__)

PLAN_EVERY_SECONDS = 20.0
MEETINGS = frozenset({AskKind.HAND_OVER})  # two who talk, for minutes: no ask of another kind waits for them
AT_ONCE = 4  # asks of one agent
MEETINGS_AT_ONCE = 2
RING_SECONDS = 30
STOP_SECONDS = 8.0
KEEP_EVERY_SECONDS = 60.0


class AgentAsks:
    """`kinds`: what is asked, each in its own words."""

    def __init__(self, office: Office, kinds: Mapping[AskKind, Asking]) -> None:
        self._office, self._kinds = office, kinds
        self._tries: list[gevent.Greenlet] = []
        self._meetings: list[gevent.Greenlet] = []
        self._stop = Event()
        self._planned_at = float("-inf")

    def keep_asking(self, pace: Pace) -> None:
        """Until `stop`. Run it in a greenlet."""
        while not pace.wait(self._stop):
            try:
                self.look()
            except StoreError as error:
                log.warning("no agent is asked anything: %s", error)

    def stop(self) -> None:
        """Ring nobody any more."""
        self._stop.set()

    def wait(self) -> None:
        """Until what was stopped is given back, for a few seconds at most."""
        gevent.joinall([*self._tries, *self._meetings], timeout=STOP_SECONDS)

    def look(self) -> None:
        """Write what is to be asked soon, and ask what is due. Raises StoreError."""
        company = self._office.settings.last
        if company is None:
            return
        if time.monotonic() - self._planned_at >= PLAN_EVERY_SECONDS:
            self._plan(company)
        self._take(self._tries, AT_ONCE, frozenset(AskKind) - MEETINGS)
        self._take(self._meetings, MEETINGS_AT_ONCE, MEETINGS)

    def _take(self, tries: list[gevent.Greenlet], most: int, kinds: Collection[AskKind]) -> None:
        office = self._office
        tries[:] = [one for one in tries if not one.dead]
        while len(tries) < most:
            ask = in_thread(partial(take_ask, office.database, office.now(), kinds))
            if ask is None:
                return
            tries.append(gevent.spawn(self._try_alone, ask))

    def _plan(self, company: Company) -> None:
        for kind in self._kinds.values():
            in_thread(partial(kind.plan, company, self._office.now()))
        self._planned_at = time.monotonic()

    def _try_alone(self, ask: Ask) -> None:
        """One that cannot be tried holds up no other; what is not written is tried again once its claim runs out."""
        keeping = gevent.spawn(self._keep_claim, ask)
        try:
            self._try(ask)
        except StoreError as error:
            log.warning("an agent is asked again: %s", error)
        except Exception as error:  # noqa: BLE001 - told, and tried again
            log.error("an agent could not be asked: %s", told_without_message(error))
        finally:
            gevent.kill(keeping)

    def _keep_claim(self, ask: Ask) -> None:
        while True:
            gevent.sleep(KEEP_EVERY_SECONDS)
            try:
                in_thread(lambda: keep_claim(self._office.database, ask, self._office.now()))
            except StoreError as error:
                log.warning("an agent may be asked elsewhere: %s", error)

    def _try(self, ask: Ask) -> None:
        office, company = self._office, self._office.settings.current()
        if company is None:
            return
        words = in_thread(partial(self._kinds[ask.kind].words, company, ask, office.now()))
        if words is None or ask.agent_id not in company.agents:
            self._end(company, ask, Ending.MOOT)
        elif len(ask.tried) >= TRIES or office.now() > ask.at + LATEST:
            self._end(company, ask, Ending.UNANSWERED)
        else:
            self._ask(company, ask, words)

    def _ask(self, company: Company, ask: Ask, words: AskedWords) -> None:
        """An agent held by a call is left alone, and asked later."""
        office, name = self._office, f"ask-{uuid.uuid4()}"
        claims = office.leases.claims_for(name)
        try:
            asked = [one.agent for one in words.met] if words.met else [ask.agent_id]
            if not all(claims.claim(one) for one in asked):
                in_thread(lambda: put_off(office.database, ask, office.now() + HELD))
                return
            if words.met:
                self._meet(company, ask, words, name, claims)
                return
            outcome = self._outcome(company, ask, words, name)
        finally:
            claims.release_all()
        if outcome is OfferOutcome.CANCELLED:
            in_thread(lambda: put_off(office.database, ask, office.now()))
        elif outcome is not None and len(ask.tried) + 1 < TRIES:
            in_thread(lambda: try_over(office.database, ask, outcome.value, office.now()))
        elif outcome is not None:
            self._end(company, ask, Ending.UNANSWERED, outcome)

    def _outcome(self, company: Company, ask: Ask, words: AskedWords, name: str) -> OfferOutcome | None:
        """How the telephones ended; None where a key has settled it, which is written already."""
        office, settled = self._office, list[Ending]()

        def settle(ending: Ending, outcome: OfferOutcome, said: Sentence) -> Sentence:
            try:
                self._end(company, ask, ending, outcome)
            except StoreError as error:
                log.warning("what an agent answered is not written: %s", error)
                return say("agents_unknown", words.question.language)
            settled.append(ending)
            return said

        heard = asked(
            words.question,
            lambda: settle(Ending.CONFIRMED, OfferOutcome.ACCEPTED, words.confirmed),
            lambda: settle(Ending.REFUSED, OfferOutcome.REFUSED, words.refused),
            office.voice,
        )
        shown = shown_to(words, name)
        agent = company.agents[ask.agent_id]
        invitation = Invitation(agent.id, agent.phones, RING_SECONDS, agent.language)
        outcome = ask_agent(office.dialler, shown, invitation, heard, self._stop)
        if settled:
            return None
        return OfferOutcome.UNCONFIRMED if outcome is OfferOutcome.ACCEPTED else outcome

    def _meet(self, company: Company, ask: Ask, words: AskedWords, name: str, claims: Claims) -> None:
        """Ring two agents and join them. Where one alone was reached, or refused, nobody is rung again."""
        office = self._office

        def settle(outcome: str) -> bool:
            try:
                self._end(company, ask, Ending.CONFIRMED, outcome)
            except StoreError as error:
                log.warning("that two agents meet is not written: %s", error)
                return False
            return True

        outcome, ending = meet(office, company, words, shown_to(words, name), settle, claims.release, self._stop)
        if ending is Ending.MOOT:
            in_thread(lambda: put_off(office.database, ask, office.now()))
        elif ending is None and len(ask.tried) + 1 < TRIES:
            in_thread(lambda: try_over(office.database, ask, outcome, office.now()))
        elif ending is not Ending.CONFIRMED:
            self._end(company, ask, ending or Ending.UNANSWERED, outcome)

    def _end(self, company: Company, ask: Ask, ending: Ending, outcome: str | None = None) -> None:
        """Write it, with what is told of it; once, whoever else would. `outcome`: of the last try, if one was made."""
        office, now = self._office, self._office.now()
        if outcome is not None:
            ask = replace(ask, tried=(*ask.tried, Tried(now, str(outcome))))

        along = partial(self._kinds[ask.kind].over, company, ask, ending, now)
        if in_thread(lambda: end_ask(office.database, ask, ending, now, along, datetime.now(UTC))):
            log.info("an agent was asked (%s): %s", ask.kind, ending)
        self._planned_at = float("-inf")  # something may follow at once


def shown_to(words: AskedWords, name: str) -> PresentedIdentity:
    """The number of the line, whatever is asked. `name`: of what the telephones ring for."""
    return PresentedIdentity(name, next(iter(words.line.numbers), None), None, for_caller=False, comes_back=False)
