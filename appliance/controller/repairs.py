"""Callers told that an incident is over, one at a time, once its announcement is: no agent is rung for it."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from gevent.event import Event

from appliance.calls.leg import OfferOutcome
from appliance.calls.repaired import reached_within
from appliance.company.callback_hours import quiet_until
from appliance.company.dialling import Purpose, not_to_dial
from appliance.company.incidents import incident_at
from appliance.company.model import Company, Line
from appliance.controller.callback_in_hand import CallbackInHand
from appliance.controller.inbound_calls import Office
from appliance.controller.lines import presentable
from appliance.controller.pace import Pace
from appliance.in_thread import in_thread
from appliance.prompts.catalogue import called_back_within, incident_over, say
from appliance.run_forever import told_without_message
from appliance.store.callbacks.queue import Awaited, ClaimedCallback, Ending, put_off, take_callback
from appliance.store.callbacks.repairs import await_again, let_go, lines_awaited, telling_ended, telling_hopeless
from appliance.store.errors import StoreError
from appliance.store.journal.languages import as_chosen
from appliance.switch.phone_test import PhoneWords, try_phone

log = logging.getLogger(__name__)


class Repairs:
    """Whoever asked to be told hears it from the number of the line, and may ask for an agent by a key."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._stop = Event()

    def keep_telling(self, pace: Pace) -> None:
        """Until `stop`. Run it in a greenlet."""
        while not pace.wait(self._stop):
            try:
                self.look()
            except StoreError as error:
                log.warning("nobody is told that an incident is over: %s", error)

    def stop(self) -> None:
        """Ring nobody any more."""
        self._stop.set()

    def look(self) -> None:
        """Let go of those whose incident is over, then tell one. Raises StoreError."""
        office, company = self._office, self._office.settings.current()
        if company is None:
            return
        over = [line for line in in_thread(lambda: lines_awaited(office.database)) if self._is_over(company, line)]
        if over:
            in_thread(lambda: let_go(office.database, over, office.now()))
        one = in_thread(lambda: take_callback(office.database, office.now(), Awaited.TELLING))
        if one is not None:
            self._tell_alone(company, one)

    def _is_over(self, company: Company, line: str) -> bool:
        known = company.lines.get(line)
        return known is None or incident_at(known, self._office.now()) is None

    def _tell_alone(self, company: Company, one: ClaimedCallback) -> None:
        """One that cannot be told holds up no other: it is tried again once its claim runs out. Raises StoreError."""
        try:
            self._tell(company, one)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - told, and tried again
            log.error("a caller could not be told that an incident is over: %s", told_without_message(error))

    def _tell(self, company: Company, one: ClaimedCallback) -> None:
        office, line = self._office, company.lines.get(one.line_id)
        refused = not_to_dial(one.number, company, Purpose.CALLBACK)
        if line is None or refused:
            why = Ending.REFUSED if refused else Ending.NO_LINE
            in_thread(lambda: telling_hopeless(office.database, one, why, office.now()))
            return
        if not self._is_over(company, line.id):
            in_thread(lambda: await_again(office.database, one))
            return
        until = quiet_until(line, one.asked_at, office.now())
        if until is not None:
            in_thread(lambda: put_off(office.database, one, until, office.now()))
            return
        if not office.dialler.meter.may_ring(one.call_id, for_caller=False):
            return  # a cap of what goes out is reached: they are tried again once the claim runs out
        heard = in_thread(partial(as_chosen, office.database, line, one.call_id))
        outcome = self._rung(heard, one, may_reach=one.team_id in company.teams)
        if self._stop.is_set():
            return  # cut short: tried again, here or elsewhere, once its claim runs out
        within = timedelta(minutes=reached_within(line))
        ended = partial(telling_ended, office.database, one, outcome, office.now(), within)
        CallbackInHand(office.database, one.call_id, office.now).let_go(ended)

    def _rung(self, line: Line, one: ClaimedCallback, *, may_reach: bool) -> OfferOutcome:
        """What came of ringing the caller."""
        dialler, presented = self._office.dialler, presentable(line, one.called)
        outcome = try_phone(dialler, one.number, presented, lambda: self._words(line, may_reach), self._stop)
        return OfferOutcome.UNCONFIRMED if outcome is OfferOutcome.ACCEPTED and not may_reach else outcome

    def _words(self, line: Line, may_reach: bool) -> PhoneWords:
        voice, language = self._office.voice, line.language
        over = incident_over(line.name, language)
        ask = [over, say("repair_reach", language)] if may_reach else [over]
        promised = called_back_within(reached_within(line), language)
        done = [promised if may_reach else say("goodbye", language)]
        return PhoneWords(voice.paths(ask), voice.paths(done))
