"""A caller who was promised to be called back: rung once an agent has accepted, then joined to them.

Neither leg needs a controller once they are joined. The caller's leg bears the name of the call, and carries who took
it: what becomes of a conversation that its controller did not outlive is known as for any other.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress

import gevent
from gevent.event import Event
from gevent.queue import Empty, Queue

from appliance.calls.leg import (
    CallerHungUp,
    CallerId,
    CallerUnreached,
    HoldEnd,
    Invitation,
    OfferOutcome,
    OfferResult,
    Report,
    RungBack,
    TalkEnd,
)
from appliance.prompts.catalogue import Sentence, say
from appliance.switch.bridging import Accepted, join_answered
from appliance.switch.caller_offers import LAST_WORDS_SECONDS, SILENT_SECONDS
from appliance.switch.control import LegWatch
from appliance.switch.offer_prompts import OfferWithdrawal, made
from appliance.switch.offering import Offering, TurnOver, stages
from appliance.switch.recording import MessageRecorder
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring
from appliance.switch.transport import SwitchError
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

RING_SECONDS = 30
AT_ONCE_SECONDS = 2.0  # whoever accepted and is gone so soon has talked to nobody


class AbsentCaller:
    """Implements `Sought`. `call`: the name of the call, and of the caller's leg; `called`: the number presented.

    `stop`: set when the controller leaves; nobody is rung any more.
    """

    def __init__(
        self,
        call: str,
        number: str,
        called: str | None,
        dialler: Dialler,
        voice: Voice,
        recorder: MessageRecorder,
        stop: Event,
    ) -> None:
        self.caller = CallerId(number)
        self._call, self._number, self._called = call, number, called
        self._dialler, self._voice, self._recorder, self._stop = dialler, voice, recorder, stop
        self._began = time.monotonic()
        self._talk = ExitStack()  # the two legs of the conversation, followed
        self._legs: tuple[tuple[str, LegWatch], ...] = ()
        self._offerings: list[Offering] = []

    def begin_hold(self, *sentences: Sentence) -> None:
        """Nobody hears them."""

    def hold(self, seconds: float) -> HoldEnd:
        if self._stop.wait(seconds):
            raise CallerHungUp
        return HoldEnd.ELAPSED

    def offer(
        self,
        invitations: Sequence[Invitation],
        whisper: Sentence,
        seconds: float,
        report: Report,
        *,
        words: str | None = None,
    ) -> OfferResult:
        said = self._recorder.path(words) if words else None
        spoken = gevent.spawn(made, whisper, self._voice, say("callback_unreached", whisper.language), said=said)
        turns: Queue[TurnOver | None] = Queue()
        shown = PresentedIdentity(self._call, self._called, self._number, for_caller=False, comes_back=False)
        offering = Offering(self._dialler, shown, spoken.get, report, turns.put, ringback=True)
        self._offerings.append(offering)
        offering.start(invitations)

        def leave(_: Event) -> None:
            turns.put(None)

        self._stop.rawlink(leave)
        try:
            return self._await_turns(offering, turns, len(invitations), time.monotonic() + seconds)
        except CallerHungUp:
            offering.withdraw(OfferWithdrawal.WITHDRAWN)
            raise
        finally:
            self._stop.unlink(leave)
            offering.close()
            offering.wait_silent(SILENT_SECONDS)

    def _await_turns(
        self, offering: Offering, turns: Queue[TurnOver | None], count: int, deadline: float
    ) -> OfferResult:
        outcomes: dict[str, OfferOutcome] = {}
        ends = stages(offering, deadline)
        until = next(ends)
        while len(outcomes) < count:
            try:
                turn = turns.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                if (until := next(ends, 0.0)) == 0.0:
                    break
                continue
            if turn is None:
                raise CallerHungUp
            if turn.leg is None:
                outcomes[turn.agent] = turn.outcome
            elif self._reached(offering, turn, turn.leg):
                return OfferResult(turn.agent, {**outcomes, turn.agent: turn.outcome})
        return OfferResult(None, outcomes)

    def _reached(self, offering: Offering, turn: TurnOver, agent: str) -> bool:
        """Ring the caller and join them to this agent; False: the agent has gone. Raises CallerUnreached."""
        control, over = self._dialler.control, Event()
        with ExitStack() as legs:
            theirs = legs.enter_context(control.watch(agent))
            watch = legs.enter_context(control.watch(self._call))

            def end(_: Event) -> None:
                over.set()

            theirs.gone.rawlink(end)
            self._stop.rawlink(end)
            legs.callback(self._stop.unlink, end)
            shown = PresentedIdentity(self._call, self._called, None, for_caller=False)
            with ring(
                self._dialler, self._number, RING_SECONDS, shown, over, lambda: None, caller=self._call
            ) as answered:
                if isinstance(answered, Unanswered):
                    return self._unanswered(offering, theirs, answered.outcome)
                accepted = Accepted(turn.agent, turn.phone, agent, time.monotonic() - self._began)
                joined = self._joined(accepted)
                offering.joined.set(joined)
            if joined:
                self._legs = ((self._call, watch), (agent, theirs))
                self._talk = legs.pop_all()
        return joined

    def _unanswered(self, offering: Offering, agent: LegWatch, outcome: OfferOutcome) -> bool:
        offering.joined.set(False)
        if self._stop.is_set():
            raise CallerHungUp
        if agent.gone.is_set():
            return False
        raise CallerUnreached(outcome)

    def _joined(self, accepted: Accepted) -> bool:
        try:
            back = f"127.0.0.1:{self._dialler.socket_port()}"
            join_answered(self._dialler.control, self._call, accepted, back, self._dialler.longest_call)
        except SwitchError as error:
            log.warning("a caller called back could not be joined: %s", error)
            self._kill(self._call)
            return False
        return True

    def let_in(self, taker: RungBack, leg: str) -> bool:
        """Nobody waits."""
        return False

    def converse(self, *, hands_over: bool = False, records: bool = False) -> TalkEnd:
        """Wait for the end of the conversation, and see that it is the end of both legs. Nobody is handed over.

        GONE_AT_ONCE: the caller's leg has been ended too, and they are to be called again.
        """
        began = time.monotonic()
        with self._talk:
            gevent.wait([watch.gone for _, watch in self._legs], count=1)
            (_, caller), (_, agent) = self._legs
            at_once = agent.gone.is_set() and not caller.gone.is_set() and time.monotonic() - began < AT_ONCE_SECONDS
            for leg, _ in self._legs:
                self._kill(leg)
            gevent.wait([caller.gone], timeout=SILENT_SECONDS)
        return TalkEnd.GONE_AT_ONCE if at_once else TalkEnd.OVER

    def record_talk(self, announcement: Sentence) -> str | None:
        return None

    def end_talk(self, name: str, words: Sentence | None) -> float:
        return 0.0

    def rejoin(self, words: tuple[Sentence, Sentence] | None) -> bool:
        return False

    def bring_in(self, left: Callable[[], None]) -> bool:
        return False

    def let_go(self, words: Sentence, freed: Callable[[], None]) -> bool:
        return False

    def release(self) -> None:
        """The try is over, once every agent it rang has heard so."""
        self._talk.close()
        for offering in self._offerings:
            offering.wait_over(LAST_WORDS_SECONDS)

    def _kill(self, leg: str) -> None:
        with suppress(SwitchError):
            self._dialler.control.api("uuid_kill", leg, "NORMAL_CLEARING")
