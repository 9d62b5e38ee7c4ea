"""A caller who was promised to be called back: rung once an agent has accepted, then joined to them as any caller is.

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

from appliance.calls.calling_back import NobodyRings
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
from appliance.prompts.catalogue import Sentence
from appliance.prompts.languages import USUAL
from appliance.switch.bridging import Accepted
from appliance.switch.caller_offers import LAST_WORDS_SECONDS, SILENT_SECONDS
from appliance.switch.commands import many_variables
from appliance.switch.control import LegWatch
from appliance.switch.freeswitch_leg import FreeSwitchLeg
from appliance.switch.hearing import TurnOver
from appliance.switch.offer_prompts import OfferWithdrawal, spoken_for
from appliance.switch.offering import Offering, stages
from appliance.switch.recording import MessageRecorder
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring
from appliance.switch.transport import LegSocket, SwitchError
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

RING_SECONDS = 30
ENDS_WITH_THE_OTHER = {"hangup_after_bridge": "true", "continue_on_fail": "true", "astreinte_next": "fallback"}


class AbsentCaller:
    """Implements `Sought`. `call`: the name of the call, and of the caller's leg; `called`: the number presented.

    `stop`: set when the controller leaves; nobody is rung any more. Once they have answered, theirs is a leg like any
    caller's, and does all that is asked.
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
        self._here: FreeSwitchLeg | None = None
        self._followed = ExitStack()  # their leg, by `_watch`
        self._watch = LegWatch()
        self._parted = False  # they have waited for another agent: they are not rung again
        self._script_needed: Callable[[bool], None] = lambda needed: None
        self._offerings: list[Offering] = []

    def tell_script_needed(self, told: Callable[[bool], None]) -> None:
        """Have this told, each time that it changes, whether a caller who is there needs a script."""
        self._script_needed = told

    def begin_hold(self, *sentences: Sentence) -> None:
        """Nobody hears them before the caller is there."""
        if self._here is not None:
            self._here.begin_hold(*sentences)

    def hold(self, seconds: float) -> HoldEnd | RungBack:
        if self._here is not None:
            return self._here.hold(seconds)
        if self._stop.wait(seconds):
            raise NobodyRings
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
        if self._here is not None:
            return self._here.offer(invitations, whisper, seconds, report, words=words)
        said = self._recorder.path(words) if words else None
        spoken = spoken_for(invitations, whisper, self._voice, "callback_unreached", said=said)
        turns: Queue[TurnOver | None] = Queue()
        shown = PresentedIdentity(self._call, self._called, self._number, for_caller=False, comes_back=False)
        offering = Offering(self._dialler, shown, spoken, report, turns.put, ringback=True)
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
                raise NobodyRings
            if turn.leg is None:
                outcomes[turn.agent] = turn.outcome
            elif self._reached(offering, turn, turn.leg):
                return OfferResult(turn.agent, {**outcomes, turn.agent: turn.outcome})
        return OfferResult(None, outcomes)

    def _reached(self, offering: Offering, turn: TurnOver, agent: str) -> bool:
        """Ring the caller and join them to this agent; False: the agent has gone. Raises CallerUnreached."""
        joined = False
        try:
            joined = self.meet(turn.agent, turn.phone, agent)
        finally:
            offering.joined.set(joined)
        return joined

    def meet(self, agent: str, phone: int, leg: str) -> bool:
        """Ring the caller for an agent who waits on this leg, and join the two; False: the agent has gone meanwhile.

        CallerUnreached; NobodyRings: the controller is leaving.
        """
        control, over = self._dialler.control, Event()
        with ExitStack() as legs:
            theirs = legs.enter_context(control.watch(leg))

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
                    return self._unanswered(theirs, answered.outcome)
                return self._joined(Accepted(agent, phone, leg, time.monotonic() - self._began), answered[0])

    def _unanswered(self, agent: LegWatch, outcome: OfferOutcome) -> bool:
        if self._stop.is_set():
            raise NobodyRings
        if agent.gone.is_set():
            return False
        raise CallerUnreached(outcome)

    def _joined(self, accepted: Accepted, socket: LegSocket) -> bool:
        """The caller is there from now on, or is hung up."""
        watch = self._watch = self._followed.enter_context(self._dialler.control.watch(self._call))
        here = FreeSwitchLeg(socket, watch, self._dialler, self._voice, self._recorder, self.caller, self._called)
        here.tell_script_needed(self._script_needed)
        self._here, joined = here, False
        try:
            socket.api("uuid_setvar_multi", *many_variables(self._call, self._as_a_caller_s))
            socket.api("sched_hangup", f"+{self._dialler.longest_call}", self._call, "ALLOTTED_TIMEOUT")
            here.answer()
            joined = here.join(accepted)
        except (SwitchError, CallerHungUp) as error:
            log.warning("a caller called back could not be joined: %s", type(error).__name__)
        finally:
            if not joined:
                self._gone()
        return joined

    @property
    def _as_a_caller_s(self) -> dict[str, str]:
        """What a leg carries that came by itself: without a controller the dialplan knows whose line it is."""
        numbers = {"astreinte_called": self._called or "", "astreinte_caller": self._number}
        return {name: number.removeprefix("+") for name, number in numbers.items()} | ENDS_WITH_THE_OTHER

    def let_in(self, taker: RungBack, leg: str) -> bool:
        """Nobody who rings back finds this caller."""
        return False

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = USUAL) -> TalkEnd:
        """As of any caller. GONE_AT_ONCE of the first agent: the caller's leg is ended, and they are rung again."""
        if self._here is None:
            return TalkEnd.OVER
        end = self._here.converse(hands_over=hands_over, records=records, language=language)
        if end in (TalkEnd.HANDS_OVER, TalkEnd.BRINGS_IN, TalkEnd.PAGE_LOST):
            self._parted = True
        elif end is TalkEnd.GONE_AT_ONCE and not self._parted:
            self._gone()
        return end

    def await_agent(self, seconds: float, *sentences: Sentence) -> HoldEnd | None:
        return HoldEnd.ELAPSED if self._here is None else self._here.await_agent(seconds, *sentences)

    def record_talk(self, announcement: Sentence) -> str | None:
        return None if self._here is None else self._here.record_talk(announcement)

    def end_talk(self, name: str, words: Sentence | None) -> float:
        return 0.0 if self._here is None else self._here.end_talk(name, words)

    def rejoin(self, words: tuple[Sentence, Sentence] | None) -> bool:
        return self._here is not None and self._here.rejoin(words)

    @property
    def lost_apart(self) -> bool:
        return self._here is not None and self._here.lost_apart

    def bring_in(self, left: Callable[[], None]) -> bool:
        return self._here is not None and self._here.bring_in(left)

    def let_go(self, words: Sentence, freed: Callable[[], None]) -> bool:
        return self._here is not None and self._here.let_go(words, freed)

    def is_left(self, *words: Sentence) -> None:
        """Nobody could be found for a caller who is still there: they hear so, and are hung up."""
        if self._here is not None:
            with suppress(CallerHungUp):
                self._here.play(*words)
            self._gone()

    def release(self) -> None:
        """The try is over, once every agent it rang has heard so. Who still talk, talk on."""
        self._followed_no_more()
        for offering in self._offerings:
            offering.wait_over(LAST_WORDS_SECONDS)

    def _gone(self) -> None:
        """Their leg is no more, before another bears its name."""
        if self._here is not None:
            self._kill(self._call)
            gevent.wait([self._watch.gone], timeout=SILENT_SECONDS)
        self._followed_no_more()

    def _followed_no_more(self) -> None:
        here, self._here = self._here, None
        if here is not None:
            here.release()
        self._followed.close()

    def _kill(self, leg: str) -> None:
        with suppress(SwitchError):
            self._dialler.control.api("uuid_kill", leg, "NORMAL_CLEARING")
