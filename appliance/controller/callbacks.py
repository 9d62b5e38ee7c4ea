"""Callbacks that were promised, kept beside the calls: one try after another until it is kept, or given up."""

from __future__ import annotations

import logging
import uuid
from contextlib import ExitStack
from functools import partial
from typing import Protocol

import gevent
from gevent.event import Event

from appliance.calls.call_context import CallContext
from appliance.calls.calling_back import TryEnd, call_back
from appliance.company.callback_hours import quiet_since, quiet_until
from appliance.company.dialling import Purpose, not_to_dial
from appliance.company.model import Company, Line, Team
from appliance.controller.inbound_calls import Office, load_lately
from appliance.controller.lines import presentable
from appliance.controller.pace import Pace
from appliance.in_thread import in_thread
from appliance.run_forever import told_without_message
from appliance.store.callbacks.queue import (
    ClaimedCallback,
    Ending,
    give_up,
    keep_claim,
    put_off,
    take_callback,
    tell_late,
    try_ended,
)
from appliance.store.errors import StoreError
from appliance.store.journal.languages import as_chosen
from appliance.store.journal.reader import words_of
from appliance.switch.absent_caller import AbsentCaller

log = logging.getLogger(__name__)

AT_ONCE = 4  # tries under way, conversations too
STOP_SECONDS = 5.0
KEEP_EVERY_SECONDS = 60.0
JOURNAL_SECONDS = 2.0


class ScriptNeeded(Protocol):
    """Told whether a call, by name, would end without its controller."""

    def __call__(self, call: str, *, needed: bool) -> None: ...


class Callbacks:
    """`calls`: the names of the tries under way here, as of the calls."""

    def __init__(self, office: Office, script_needed: ScriptNeeded) -> None:
        self._office, self._script_needed = office, script_needed
        self.calls: set[str] = set()
        self._tries: list[gevent.Greenlet] = []
        self._stop = Event()

    def keep_calling(self, pace: Pace) -> None:
        """Until `stop`. Run it in a greenlet."""
        while not pace.wait(self._stop):
            try:
                self.look()
            except StoreError as error:
                log.warning("nobody is called back: %s", error)

    def stop(self) -> None:
        """Ring nobody any more; conversations go on."""
        self._stop.set()

    def wait(self) -> None:
        """Until what was stopped is given back, for a few seconds at most."""
        gevent.joinall(self._tries, timeout=STOP_SECONDS)

    def look(self) -> None:
        """Tell of what is late, and begin what is due. Raises StoreError."""
        office = self._office
        in_thread(lambda: tell_late(office.database, office.now()))
        self._tries = [one for one in self._tries if not one.dead]
        while len(self._tries) < AT_ONCE:
            one = in_thread(lambda: take_callback(office.database, office.now()))
            if one is None:
                return
            call = str(uuid.uuid4())
            self.calls.add(call)
            self._tries.append(gevent.spawn(self._try_alone, call, one))

    def _try_alone(self, call: str, one: ClaimedCallback) -> None:
        """One that cannot be tried holds up no other; what is not written is tried again once its claim runs out."""
        keeping = gevent.spawn(self._keep_claim, one.call_id)
        try:
            self._try(call, one)
        except StoreError as error:
            log.warning("a callback is tried again: %s", error)
        except Exception as error:  # noqa: BLE001 - told, and tried again
            log.error("a callback could not be tried: %s", told_without_message(error))
        finally:
            gevent.kill(keeping)
            self._script_needed(call, needed=False)
            self.calls.discard(call)

    def _keep_claim(self, callback: str) -> None:
        while True:
            gevent.sleep(KEEP_EVERY_SECONDS)
            try:
                in_thread(lambda: keep_claim(self._office.database, callback, self._office.now()))
            except StoreError as error:
                log.warning("a callback may be tried elsewhere: %s", error)

    def _try(self, call: str, one: ClaimedCallback) -> None:
        office, company = self._office, self._office.settings.current()
        if company is None:
            return
        why = hopeless(company, one)
        if why is not None:
            in_thread(lambda: give_up(office.database, one.call_id, why, office.now()))
            return
        line, team = company.lines[one.line_id], company.teams[one.team_id]
        heard = in_thread(partial(as_chosen, office.database, line, one.call_id))
        until = quiet_until(line, one.asked_at, office.now())
        if until is not None:
            in_thread(lambda: put_off(office.database, one, until, office.now()))
            return
        end = self._called(call, one, company, heard, team)
        office.journal.wait_until_written(JOURNAL_SECONDS)
        now = office.now()
        in_thread(lambda: try_ended(office.database, one, end, now, quiet_since(line, one.asked_at, now)))

    def _called(self, call: str, one: ClaimedCallback, company: Company, line: Line, team: Team) -> TryEnd:
        """One call. Raises StoreError: nothing of it is written."""
        office, presented = self._office, presentable(line, one.called)
        words = in_thread(lambda: words_of(office.database, one.call_id))  # before the call is in the journal
        with ExitStack() as stack:
            claims = office.leases.claims_for(call)
            stack.callback(claims.release_all)
            caller = AbsentCaller(
                call, one.number, presented, office.dialler, office.voice, office.recorder, self._stop
            )
            stack.callback(caller.release)
            caller.tell_script_needed(lambda needed: self._script_needed(call, needed=needed))
            now, ticks = office.now(), office.ticks()
            journal = office.journal.open_call(call, line, presented or "", one.number, now, callback_of=one.call_id)
            visit = CallContext(
                company,
                line,
                now,
                journal,
                claims,
                office.ticks,
                partial(load_lately, office),
                ticks,
                lambda: office.settings.last,
                may_ring=lambda: office.dialler.meter.may_ring(call, for_caller=False),
                customers=office.customers,
                promised_at=one.asked_at,
                words=words,
            )
            end = call_back(caller, visit, team, one.order_number)
            if end is TryEnd.NOBODY:
                caller.is_left(visit.say("unanswered"), visit.say("callback_noted"))
            return end


def hopeless(company: Company, one: ClaimedCallback) -> Ending | None:
    """Why a callback can be kept no more, by the settings of now; None where it can."""
    if one.line_id not in company.lines or one.team_id not in company.teams:
        return Ending.NO_LINE
    return Ending.REFUSED if not_to_dial(one.number, company, Purpose.CALLBACK) else None
