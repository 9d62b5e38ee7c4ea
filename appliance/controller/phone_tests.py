"""The telephones that a page asks to try, tried one at a time beside the calls."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from gevent.event import Event

from appliance.calls.leg import OfferOutcome
from appliance.company.dialling import not_to_dial
from appliance.company.model import Company
from appliance.company.own_lines import own_lines
from appliance.company.tongues import spoken_to
from appliance.controller.pace import Pace
from appliance.controller.settings import LiveSettings
from appliance.in_thread import in_thread
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.catalogue import say
from appliance.run_forever import told_without_message
from appliance.store.claims.claims import LeaseKeeper
from appliance.store.errors import StoreError
from appliance.store.phone_tests.phone_tests import PhoneTest, end_phone_test, take_phone_test
from appliance.switch.phone_test import PhoneWords, presenting, try_phone, try_presented
from appliance.switch.pick_up import PickUp
from appliance.switch.ringing import Dialler
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)


class PhoneTests:
    """`real_clock` (UTC): the machine's, as the pages read it. An agent held by a call is not rung: they are busy."""

    def __init__(
        self,
        database: Any,
        settings: LiveSettings,
        leases: LeaseKeeper,
        dialler: Dialler,
        voice: Voice,
        real_clock: Callable[[], datetime],
    ) -> None:
        self._database, self._settings, self._leases = database, settings, leases
        self._dialler, self._voice, self._clock = dialler, voice, real_clock
        self._stop = Event()

    def keep_testing(self, pace: Pace) -> None:
        """Make what is asked for, until `stop`. Run it in a greenlet."""
        while not pace.wait(self._stop):
            try:
                self._look()
            except StoreError as error:
                log.warning("no telephone is tried: %s", error)

    def stop(self) -> None:
        """Ring nobody any more."""
        self._stop.set()

    def _look(self) -> None:
        test = in_thread(lambda: take_phone_test(self._database, self._clock()))
        if test is not None:
            pick_up = PickUp()
            outcome = self._tried(test, pick_up)
            screened = pick_up.screened
            in_thread(lambda: end_phone_test(self._database, test.id, outcome, self._clock(), screened=screened))

    def _tried(self, test: PhoneTest, pick_up: PickUp) -> OfferOutcome:
        """How it ended; who looks at the page is told so after a defect of ours too."""
        try:
            return self._try(test, pick_up)
        except Exception as error:  # noqa: BLE001 - one telephone that cannot be tried holds up no other
            log.error("a telephone could not be tried: %s", told_without_message(error))
            return OfferOutcome.UNREACHABLE

    def _try(self, test: PhoneTest, pick_up: PickUp) -> OfferOutcome:
        company = self._settings.current()
        if company is None or not may_be_rung(company, test):
            return OfferOutcome.UNREACHABLE  # taken away since it was asked for: a number of nobody's is not rung
        claims = self._leases.claims_for(f"test-{test.id}")
        try:
            if test.agent_id and not claims.claim(test.agent_id):
                return OfferOutcome.BUSY
            presented = number_shown(company, test.agent_id, self._clock())
            language = spoken_to(company, test.agent_id)
            if test.shows is not None:
                dialler, words = presenting(self._dialler, test.trunk), partial(self._words_shown, language)
                return try_presented(dialler, test.phone, presented, test.shows, words, self._stop)
            return try_phone(self._dialler, test.phone, presented, partial(self._words, language), self._stop, pick_up)
        finally:
            claims.release_all()

    def _words_shown(self, language: str) -> PhoneWords:
        return replace(self._words(language), ask=self._voice.paths([say("phone_test_shown", language)]))

    def _words(self, language: str) -> PhoneWords:
        asked, done = say("phone_test", language), say("phone_test_done", language)
        return PhoneWords(self._voice.paths([asked]), self._voice.paths([done]))


def number_shown(company: Company, agent: str, now: datetime) -> str | None:
    """That of a line which may ring this agent, as its calls would show it; else of any line."""
    today = wall_clock(now, company.timezone).date()
    lines = [*own_lines(company, agent, today), *company.lines.values()]
    return next((number for line in lines for number in line.numbers), None)


def may_be_rung(company: Company, test: PhoneTest) -> bool:
    """Whether it is a number of this agent's; of nobody's (asked for on the machine), one that an agent might have.

    Whatever wrote the request: the pages may be broken into, and the telephone bill is ours.
    """
    known = company.agents.get(test.agent_id)
    theirs = not test.agent_id or (known is not None and test.phone in known.phones)
    return theirs and not_to_dial(test.phone, company) is None
