"""Where legs arrive: an agent's leg goes to the call that dialled it, a caller's leg to the script."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import gevent
from gevent.event import Event

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.flow import handle_call
from appliance.calls.known_agent import is_an_agents
from appliance.calls.leg import CallerId
from appliance.calls.notes import Refusal, Refused
from appliance.calls.ringing_back import HuntsUnderWay
from appliance.calls.waiting import WaitingCallers
from appliance.company.model import Company, Line, RingStrategy, Team
from appliance.company.numbers import caller_seen
from appliance.company.retention import message_days_kept
from appliance.config import Config
from appliance.controller.agents_desk import LiveDesk
from appliance.controller.call_pace import CallPace
from appliance.controller.clock import Now
from appliance.controller.customers import LiveCustomers, LiveEarlierCalls
from appliance.controller.lines import called_number, line_of, presentable
from appliance.controller.own_calls import is_our_own
from appliance.controller.promises import AllowedLately, limits_of, may_text
from appliance.controller.settings import LiveSettings
from appliance.controller.usual_waits import UsualWaits
from appliance.in_thread import TooLate, in_thread
from appliance.store.claims.claims import LeaseKeeper
from appliance.store.errors import StoreError
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.reader import recent_load
from appliance.store.journal.writer import JournalWriter
from appliance.switch.control import LegWatch
from appliance.switch.freeswitch_leg import FreeSwitchLeg
from appliance.switch.pending_legs import is_awaited, is_the_fallbacks
from appliance.switch.recording import MessageRecorder
from appliance.switch.ringing import Dialler
from appliance.switch.round_trip import answer_ourselves
from appliance.switch.taking_in_hand import take_in_hand
from appliance.switch.transport import LegSocket
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

LOAD_SECONDS = 0.3


@dataclass(frozen=True)
class Office:
    """What a call is received with."""

    config: Config
    database: Any
    settings: LiveSettings
    journal: JournalWriter
    leases: LeaseKeeper
    dialler: Dialler
    voice: Voice
    recorder: MessageRecorder
    customers: LiveCustomers
    earlier: LiveEarlierCalls
    now: Now
    ticks: Callable[[], float]


def load_lately(office: Office, team: Team) -> Mapping[str, int]:
    """Interventions by agent, asked of the database only where the team rotates; none if it is mute."""
    if team.ring.strategy is not RingStrategy.ROTATING:
        return {}
    database, now = office.database, office.now()
    since = now - timedelta(days=team.ring.fairness_days)
    try:
        return in_thread(lambda: recent_load(database, since, now), LOAD_SECONDS)
    except (StoreError, TooLate) as error:
        log.warning("recent load unknown, the order of the planning serves: %s", type(error).__name__)
        return {}


class InboundCalls:
    """Takes every leg that FreeSWITCH brings. `callers`: the uuids of the calls under way here."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.callers: set[str] = set()
        self._in_script: set[str] = set()
        self._waiting = WaitingCallers()
        self._hunts = HuntsUnderWay()
        self.quiet = Event()  # nobody is in the script: conversations need no controller
        self.quiet.set()
        self._pace = CallPace(office.ticks)
        self._allowed_lately = AllowedLately()
        self._usual_waits = UsualWaits(office.database, office.now, office.ticks)

    def take(self, socket: LegSocket) -> None:
        """Serve one leg to the end of what it needs from us."""
        if is_awaited(socket):
            self._office.dialler.arrivals.deliver(socket)
        else:
            self._take_caller(socket)

    def _take_caller(self, socket: LegSocket) -> None:
        self._begin(socket.uuid)
        try:
            self._receive(socket)
        finally:
            self._script_over(socket.uuid)
            self.callers.discard(socket.uuid)

    def _receive(self, socket: LegSocket) -> None:
        """A caller whom the fallback has taken already is the fallback's, and so is the cap on their call."""
        config = self._office.config
        if is_the_fallbacks(socket) or not take_in_hand(socket, config.sip.max_call_seconds):
            log.warning("call %s came too late: the fallback has it", socket.uuid)
            return
        company = self._office.settings.current()
        country = self._office.settings.country(config.country)
        called = called_number(socket.opening.variable("astreinte_called"), country)
        caller = CallerId.of(caller_seen(socket.opening.variable("astreinte_caller"), country))
        if company is not None and is_our_own(self._office.database, company, config.trunks, called, caller):
            answer_ourselves(socket)
            return
        line = None if company is None else line_of(company, called)
        if company is None or line is None:
            self._turn_away(socket, called, caller)
            return
        if not is_an_agents(company, caller.number):
            self._office.customers.expect(caller.number)
        self._visit(socket, company, line, called, caller)

    def _turn_away(self, socket: LegSocket, called: str, caller: CallerId) -> None:
        """A number that is nobody's: 404 before answer, and a line in the journal."""
        log.warning("a call to a number of no line was refused (404)")
        journal = self._open_journal(socket.uuid, None, called, caller)
        journal.note(Refused(Refusal.UNKNOWN_NUMBER, called))
        journal.close(Outcome.UNANSWERED)
        socket.execute("respond", "404 Not Found", timeout=5)

    def _visit(self, socket: LegSocket, company: Company, line: Line, called: str, caller: CallerId) -> None:
        office = self._office
        with ExitStack() as stack:
            watch: LegWatch = stack.enter_context(office.dialler.control.watch(socket.uuid))
            claims = office.leases.claims_for(socket.uuid)
            stack.callback(claims.release_all)
            leg = FreeSwitchLeg(
                socket, watch, office.dialler, office.voice, office.recorder, caller, presentable(line, called)
            )
            stack.callback(leg.release)
            leg.tell_script_needed(lambda needed: self.script_needed(socket.uuid, needed=needed))
            journal = self._open_journal(socket.uuid, line, called, caller)
            now, ticks = office.now(), office.ticks()
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
                message_days_kept(company, office.config.forget_months),
                LiveDesk(
                    office.database,
                    office.settings,
                    office.now,
                    office.config.recordings_dir,
                    office.config.prompts_dir,
                ),
                lambda: office.dialler.meter.may_ring(socket.uuid, for_caller=True),
                office.customers,
                office.earlier,
                limits_of(office.database, self._allowed_lately, line.id, caller.seen, office.now),
                self._pace.called(caller.number, company.most_calls, company.most_calls_minutes),
                self._usual_waits.of(line),
                self._waiting,
                may_text=partial(may_text, office.config.sms),
                call=socket.uuid,
                hunts=self._hunts,
            )
            handle_call(leg, visit)

    def _open_journal(self, call: str, line: Line | None, called: str, caller: CallerId) -> CallJournal:
        return self._office.journal.open_call(call, line, called, caller.seen, self._office.now())

    # -- who still needs the controller

    def _begin(self, call: str) -> None:
        self.callers.add(call)
        self.script_needed(call, needed=True)

    def script_needed(self, call: str, *, needed: bool) -> None:
        """Whether a call that is under way, whoever began it, would end without its controller."""
        if needed:
            self._in_script.add(call)
            self.quiet.clear()
        else:
            self._script_over(call)

    def _script_over(self, call: str) -> None:
        self._in_script.discard(call)
        if not self._in_script:
            self.quiet.set()

    def drained(self, seconds: float) -> bool:
        """Wait until no caller is in the script any more; False if some still are after `seconds`."""
        return bool(gevent.wait([self.quiet], timeout=seconds, count=1))
