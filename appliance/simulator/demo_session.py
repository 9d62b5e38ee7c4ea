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
from appliance.simulator.demo_call import Performance
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


class Theatre:
    """Calls in progress, telephones and spectators, in the time of `clock`."""

    def __init__(self, company: Company, sounds: Sounds, open_journal: OpenJournal, clock: Clock) -> None:
        self.company = company
        self.sounds = sounds
        self.clock = clock
        self.broadcast = Broadcast()
        self.telephones = Telephones(clock.later)
        self._open_journal = open_journal
        self._performances: dict[str, Performance] = {}
        self._held: dict[str, str] = {}
        self._taken = TakenCalls()

    def call(self, dialled: Dialled) -> str:
        """A caller dials: the script takes the call. Returns its name. TooManyCalls beyond four at once."""
        if len(self._performances) >= LIVING_CALLS:
            raise TooManyCalls("Quatre appels sont déjà en cours ; raccrochez-en un.")
        call = f"demo-{secrets.token_hex(6)}"
        self.broadcast.open(call)
        performance = self._performances[call] = Performance(call, dialled.page, self)
        performance.tell(
            "begins",
            line=dialled.line.name,
            called=dialled.called,
            caller=dialled.caller.number,
            moment=dialled.moment.isoformat(),
            page=dialled.page,
        )
        gevent.spawn(self._run, performance, dialled)
        return call

    def caller(self, call: str) -> Performance | None:
        """The call of that name, while it lives."""
        return self._performances.get(call)

    def phone(self, act: on.PhoneAct) -> bool:
        """Somebody does this on a telephone. False if it is in no call."""
        call = self.telephones[act.phone].call
        if not self.telephones.perform(act):
            return False
        if call is not None and isinstance(act, on.PhonePresses):
            self._performances[call].tell("agent_key", phone=act.phone, key=act.key)
        return True

    def voicemail(self, phone: str) -> bool:
        """The voicemail of a ringing telephone picks up. False if it is in no call."""
        call = self.telephones[phone].call
        if not self.telephones.let_voicemail_answer(phone, VOICEMAIL_SECONDS):
            return False
        if call is not None:
            self._performances[call].tell("voicemail", phone=phone)
        return True

    def leave(self, page: str) -> None:
        """A page was closed: its callers have hung up."""
        for performance in list(self._performances.values()):
            if performance.page == page:
                performance.stage.act(on.CallerHangsUp())

    def _told(self, performance: Performance, dialled: Dialled, kind: str, **facts: Any) -> None:
        """What the journal of a call says, told to the spectators; whoever took it is rung later than the others."""
        if facts.get("outcome") == OfferOutcome.ACCEPTED.value and kind == "attempt":
            self._taken.note(facts["agent"], dialled.moment)
        performance.tell(kind, **facts)

    def _run(self, performance: Performance, dialled: Dialled) -> None:
        stage, call = performance.stage, performance.call
        try:
            journal = self._open_journal(call, dialled, stage)
            visit = CallContext(
                company=self.company,
                line=dialled.line,
                began=dialled.moment,
                journal=ToldJournal(journal, partial(self._told, performance, dialled)),
                claims=SharedClaims(self._held, call),
                clock=stage.now,
                recent_load=self._taken.load(self.company, dialled.moment),
                clock_at_start=stage.now(),
            )
            handle_call(SimulatedLeg(call, dialled.caller, dialled.called, stage, FIRST_WORD_SECONDS), visit)
        except Exception:  # a defect: shown on the page, then raised again
            log.exception("the script failed during a simulated call")
            performance.tell("failed")
            raise
        finally:
            performance.tell("over")
            for agent in [agent for agent, holder in self._held.items() if holder == call]:
                del self._held[agent]
            self.telephones.free(call)
            del self._performances[call]
            self.broadcast.close(call)
