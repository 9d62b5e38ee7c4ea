"""The demonstration: real calls of the script, on legs and telephones played by hand, told to whoever watches."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import gevent

from appliance.calls.agents_desk import AgentsDesk, NoDesk
from appliance.calls.call_context import CallContext, Journal, Promise
from appliance.calls.calling_back import TryEnd, call_back
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerId, OfferOutcome
from appliance.calls.ring_order import known
from appliance.company.model import Company, Line
from appliance.simulator import simulation_events as on
from appliance.simulator.absent_caller import SimulatedAbsentCaller
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
CALL_BACK_SECONDS, CALL_BACK_AGAIN_SECONDS = 5.0, 60.0  # after the promise; after a try in vain
CALL_BACK_TRIES = 3
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
    """What a caller did: which number, from which one (None: hidden), at which moment (aware), on which page.

    `callback_of`: the call that this one keeps a promise of, for who is called back.
    """

    called: str
    line: Line
    caller: CallerId
    moment: datetime
    page: str
    callback_of: str | None = None


@dataclass(frozen=True)
class CallBack:
    """A promise of the demonstration. `first`, `dialled`: the call that was promised it, and how it was dialled."""

    promise: Promise
    order: str | None
    words: str | None
    first: DemoCall
    dialled: Dialled

    @property
    def asked_at(self) -> datetime:
        return self.dialled.moment

    def dialled_now(self) -> Dialled:
        """As the journal has it: from the number that is called, at the moment of now."""
        moment = self.dialled.moment + timedelta(seconds=self.first.stage.now())
        caller = CallerId(self.promise.number)
        return replace(self.dialled, caller=caller, moment=moment, callback_of=self.first.call)


DeskAt = Callable[[Callable[[], datetime]], AgentsDesk]  # by what tells the moment of the call
OpenJournal = Callable[[str, Dialled, LiveStage], Journal]


class DemoSession:
    """Calls in progress, telephones and spectators, in the time of `clock`."""

    def __init__(
        self,
        company: Company,
        sounds: Sounds,
        open_journal: OpenJournal,
        clock: Clock,
        desk_at: DeskAt = lambda _: NoDesk(),
    ) -> None:
        self.company = company
        self.sounds = sounds
        self.clock = clock
        self.broadcast = Broadcast()
        self.telephones = Telephones(clock.later)
        self._open_journal, self._desk_at = open_journal, desk_at
        self._demo_calls: dict[str, DemoCall] = {}
        self._held: dict[str, str] = {}
        self._taken = TakenCalls()

    def call(self, dialled: Dialled) -> str:
        """A caller dials: the script takes the call. Returns its name. TooManyCalls beyond four at once."""
        if len(self._demo_calls) >= LIVING_CALLS:
            raise TooManyCalls("Quatre appels sont déjà en cours ; raccrochez-en un.")
        demo_call = self._open(dialled)
        gevent.spawn(self._take, demo_call, dialled)
        return demo_call.call

    def _open(self, dialled: Dialled) -> DemoCall:
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
            callback_of=dialled.callback_of,
        )
        return demo_call

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

    def _take(self, demo_call: DemoCall, dialled: Dialled) -> None:
        """The script has a caller; a callback that they were promised is kept a little later."""
        leg = SimulatedLeg(demo_call.call, dialled.caller, dialled.called, demo_call.stage, FIRST_WORD_SECONDS)
        journal = self._play(demo_call, dialled, lambda visit: handle_call(leg, visit))
        promise = journal.promise
        if promise is not None and promise.waits_until is None and not promise.repair:
            back = CallBack(promise, journal.order_typed, journal.words_said, demo_call, dialled)
            self.clock.later(CALL_BACK_SECONDS, lambda: self._call_back(back, 1))

    def _call_back(self, back: CallBack, tries: int) -> None:
        """Begin a try of a callback: a call of its own."""
        dialled = back.dialled_now()
        if dialled.line.id in self.company.lines and back.promise.team in self.company.teams:
            gevent.spawn(self._try_callback, self._open(dialled), dialled, back, tries)

    def _try_callback(self, demo_call: DemoCall, dialled: Dialled, back: CallBack, tries: int) -> None:
        caller = SimulatedAbsentCaller(demo_call.call, back.promise.number, dialled.called, demo_call.stage)
        team, ends = self.company.teams[back.promise.team], list[TryEnd]()

        def play(visit: CallContext) -> None:
            promised = replace(visit, promised_at=back.asked_at, words=back.words)
            ends.append(call_back(caller, promised, team, back.order))

        self._play(demo_call, dialled, play)
        if ends in ([TryEnd.NOBODY], [TryEnd.UNREACHED]) and tries < CALL_BACK_TRIES:
            self.clock.later(CALL_BACK_AGAIN_SECONDS, lambda: self._call_back(back, tries + 1))

    def _play(self, demo_call: DemoCall, dialled: Dialled, play: Callable[[CallContext], object]) -> ToldJournal:
        stage, call = demo_call.stage, demo_call.call
        try:
            opened = self._open_journal(call, dialled, stage)
            journal = ToldJournal(opened, partial(self._told, demo_call, dialled))
            play(self._visit(demo_call, dialled, journal))
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
        return journal

    def _visit(self, demo_call: DemoCall, dialled: Dialled, journal: Journal) -> CallContext:
        stage = demo_call.stage
        return CallContext(
            company=self.company,
            line=dialled.line,
            began=dialled.moment,
            journal=journal,
            claims=SharedClaims(self._held, demo_call.call),
            clock=stage.now,
            recent_load=known(self._taken.load(self.company, dialled.moment)),
            clock_at_start=stage.now(),
            desk=self._desk_at(lambda: dialled.moment + timedelta(seconds=stage.now())),
        )
