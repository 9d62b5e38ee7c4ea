"""The demonstration: real calls of the script, on legs and telephones played by hand, told to whoever watches."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import gevent

from appliance.calls.call_context import CallContext, Journal
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerId, OfferOutcome
from appliance.company.model import Company, Line
from appliance.simulator import simulation_events as on
from appliance.simulator.broadcast_journal import ToldJournal
from appliance.simulator.demo_call import DemoCall
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.live import LiveStage
from appliance.simulator.live_clock import Clock
from appliance.simulator.news import Broadcast
from appliance.simulator.sounds import Sounds
from appliance.simulator.taken import TakenCalls
from appliance.simulator.telephones import Telephones

log = logging.getLogger(__name__)

VOICEMAIL_SECONDS = 25.0
LIVING_CALLS = 4
FIRST_WORD_SECONDS = 60.0  # a person looks for the button, and allows the microphone


class TooManyCalls(Exception):
    """The demonstration is full."""


class SharedClaims:
    """Which call holds each agent, in memory: no lease of a real database is taken. Implements `Claims`."""

    def __init__(self, held: dict[str, str], call: str) -> None:
        self._held = held
        self._call = call

    def claim(self, agent: str) -> bool:
        return self._held.setdefault(agent, self._call) == self._call

    def release(self, agent: str) -> None:
        if self._held.get(agent) == self._call:
            del self._held[agent]


@dataclass(frozen=True)
class Dialled:
    """What a caller did: which number, from which one (None: hidden), at which moment (aware), on which page."""

    called: str
    line: Line
    caller: CallerId
    moment: datetime
    page: str


OpenJournal = Callable[[str, Dialled, LiveStage], Journal]


class DemoSession:
    """Calls in progress, telephones and spectators, in the time of `clock`."""

    def __init__(self, company: Company, sounds: Sounds, open_journal: OpenJournal, clock: Clock) -> None:
        self.company = company
        self.sounds = sounds
        self.clock = clock
        self.broadcast = Broadcast()
        self.telephones = Telephones(clock.later)
        self._open_journal = open_journal
        self._demo_calls: dict[str, DemoCall] = {}
        self._held: dict[str, str] = {}
        self._taken = TakenCalls()

    def call(self, dialled: Dialled) -> str:
        """A caller dials: the script takes the call. Returns its name. TooManyCalls beyond four at once."""
        if len(self._demo_calls) >= LIVING_CALLS:
            raise TooManyCalls("Quatre appels sont déjà en cours ; raccrochez-en un.")
        call = f"demo-{secrets.token_hex(6)}"
        self.broadcast.open(call)
        demo_call = self._demo_calls[call] = DemoCall(call, dialled.page, self)
        demo_call.tell(
            "begins",
            line=dialled.line.name,
            called=dialled.called,
            caller=dialled.caller.number,
            moment=dialled.moment.isoformat(),
            page=dialled.page,
        )
        gevent.spawn(self._run, demo_call, dialled)
        return call

    def caller(self, call: str) -> DemoCall | None:
        """The call of that name, while it lives."""
        return self._demo_calls.get(call)

    def phone(self, act: on.PhoneAct) -> bool:
        """Somebody does this on a telephone. False if it is in no call."""
        call = self.telephones[act.phone].call
        if not self.telephones.perform(act):
            return False
        if call is not None and isinstance(act, on.PhonePresses):
            self._demo_calls[call].tell("agent_key", phone=act.phone, key=act.key)
        return True

    def voicemail(self, phone: str) -> bool:
        """The voicemail of a ringing telephone picks up. False if it is in no call."""
        call = self.telephones[phone].call
        if not self.telephones.let_voicemail_answer(phone, VOICEMAIL_SECONDS):
            return False
        if call is not None:
            self._demo_calls[call].tell("voicemail", phone=phone)
        return True

    def leave(self, page: str) -> None:
        """A page was closed: its callers have hung up."""
        for demo_call in list(self._demo_calls.values()):
            if demo_call.page == page:
                demo_call.stage.act(on.CallerHangsUp())

    def _told(self, demo_call: DemoCall, dialled: Dialled, kind: str, **facts: Any) -> None:
        """What the journal of a call says, told to the spectators; whoever took it is rung later than the others."""
        if facts.get("outcome") == OfferOutcome.ACCEPTED.value and kind == "attempt":
            self._taken.note(facts["agent"], dialled.moment)
        demo_call.tell(kind, **facts)

    def _run(self, demo_call: DemoCall, dialled: Dialled) -> None:
        stage, call = demo_call.stage, demo_call.call
        try:
            journal = self._open_journal(call, dialled, stage)
            visit = CallContext(
                company=self.company,
                line=dialled.line,
                began=dialled.moment,
                journal=ToldJournal(journal, partial(self._told, demo_call, dialled)),
                claims=SharedClaims(self._held, call),
                clock=stage.now,
                recent_load=self._taken.load(self.company, dialled.moment),
                clock_at_start=stage.now(),
            )
            handle_call(SimulatedLeg(call, dialled.caller, dialled.called, stage, FIRST_WORD_SECONDS), visit)
        except Exception:  # a defect: shown on the page, then raised again
            log.exception("the script failed during a simulated call")
            demo_call.tell("failed")
            raise
        finally:
            demo_call.tell("over")
            for agent in [agent for agent, holder in self._held.items() if holder == call]:
                del self._held[agent]
            self.telephones.free(call)
            del self._demo_calls[call]
            self.broadcast.close(call)
