"""The caller's leg over FreeSWITCH: the verbs of `calls.leg`, in files, applications and legs."""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import gevent
from gevent.event import Event

from appliance.calls.leg import (
    OFFICE,
    Attempt,
    CallerHungUp,
    CallerId,
    CallRefused,
    HoldEnd,
    Invitation,
    OfferOutcome,
    OfferResult,
    Recording,
    Report,
)
from appliance.calls.ringing_times import LAST_WHISPER_SECONDS
from appliance.calls.typing_pace import TYPING_SECONDS, Typing, typing_of
from appliance.prompts.catalogue import Sentence, say
from appliance.prompts.languages import USUAL
from appliance.switch.bridging import Accepted
from appliance.switch.causes import REFUSALS
from appliance.switch.consulting import Consultation, Consulted, Over
from appliance.switch.control import LegWatch
from appliance.switch.conversation import Conversation
from appliance.switch.fallback_sounds import SAID_IN, said_in
from appliance.switch.offering import Offering, OfferPrompts, OfferWithdrawal, TurnOver, farewell
from appliance.switch.recording import MessageRecorder
from appliance.switch.ringing import Dialler, PresentedIdentity
from appliance.switch.speaking import Key, LegGone, SpeakingLeg
from appliance.switch.transport import CommandRefused, Disconnected, LegSocket, SwitchError
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

CAUSE_SECONDS = 1.0  # for the news of why a leg ended
SHORTEST_ROUND_SECONDS = 0.5  # music that ends at once is a file that FreeSWITCH cannot read
WHISPER_SECONDS = 5.0  # to make the whisper: a mobile takes longer to ring and be answered
MESSAGE_KEY = "*"
RINGBACK = "tone_stream://%(1500,3500,440);loops=-1"  # the French ringing tone: 440 Hz, 1.5 s in 5 s
WAITING = "tone_stream://%(1500,3500,440);loops=1"  # once, then the music is looked for again
BEEP = "tone_stream://%(500,0,1000)"
SILENT_SECONDS = 2
LAST_WORDS_SECONDS = 8  # "l'appel a été pris": said after the offer, to an agent who is held until then


class OfficeReport:
    """Tells of the telephones of an office, each invited by its place, as those of OFFICE."""

    def __init__(self, report: Report, clock: Callable[[], float], deadline: float) -> None:
        self._report, self._clock, self._deadline = report, clock, deadline

    def tell(self, attempt: Attempt) -> None:
        """A telephone still ringing when the wait is over has not answered."""
        outcome = attempt.outcome
        if outcome is OfferOutcome.CANCELLED and self._clock() >= self._deadline:
            outcome = OfferOutcome.NO_ANSWER
        self._report(Attempt(OFFICE, int(attempt.agent), attempt.event, outcome))


class FreeSwitchLeg:
    """One caller. `watch` follows the leg on the inbound connection; `talking` once no script is needed any more."""

    def __init__(
        self,
        socket: LegSocket,
        watch: LegWatch,
        exchange: Dialler,
        voice: Voice,
        tape: MessageRecorder,
        caller: CallerId,
        called: str | None,
    ) -> None:
        self.id = socket.uuid
        self.caller, self.called = caller, called
        self.typing = Typing()
        self._leg = SpeakingLeg(socket)
        self._began = self._leg.clock()
        self._watch, self._exchange, self._voice, self._tape = watch, exchange, voice, tape
        self._holding, self._language = False, USUAL
        self._first_words: deque[Path] = deque()
        self._round_began = -math.inf
        self._conversation = Conversation(socket.uuid, exchange, watch)
        self._offerings: list[Offering] = []  # who is told the last word of one may hear it during the next

    @contextmanager
    def _caller(self) -> Iterator[None]:
        """The caller's hang-up, in the script's word. FreeSWITCH may refuse a command before it tells us why."""
        try:
            yield
        except (LegGone, Disconnected):
            raise CallerHungUp from None
        except CommandRefused as refused:
            if self._leg.socket.over.is_set() or "No such channel" in refused.reply:
                raise CallerHungUp from None
            raise

    # -- speaking and listening

    def answer(self) -> None:
        try:
            with self._caller():
                self._leg.socket.execute("answer", timeout=10)
                self._leg.prepare()
        except CallerHungUp:
            gevent.wait([self._watch.gone], timeout=CAUSE_SECONDS)
            if why := REFUSALS.get(self._watch.cause or self._leg.socket.cause):
                raise CallRefused(why) from None
            raise

    def _said(self, sentences: Sequence[Sentence]) -> list[Path]:
        """The files of what the caller is to hear; a wait goes on in its language."""
        self._language = sentences[-1].language if sentences else self._language
        return self._voice.paths(sentences)

    def play(self, *sentences: Sentence, until_key: bool = False) -> None:
        paths = self._said(sentences)
        with self._caller():
            self._stop_holding()
            self._leg.play(paths, until_key=until_key)

    def ask_digits(
        self,
        *sentences: Sentence,
        max_digits: int,
        first_digit_seconds: float = 5.0,
        between_digits_seconds: float = 3.0,
        terminator: str = "#",
        last: str = "",
    ) -> str:
        digits, before, moments = "", self._leg.last_key_at, list[float]()
        paths = self._said(sentences)
        with self._caller():
            self._stop_holding()
            asked = self._leg.clock()
            self._leg.play(paths, until_key=True)
            while len(digits) < max_digits and digits[-1:] not in tuple(last):
                key = self._leg.key(between_digits_seconds if digits else first_digit_seconds)
                if key is None or key == terminator:
                    break
                digits += key
                moments.append(self._leg.last_key_at)
            else:
                self._leg.ignore_once(terminator)
        self.typing = typing_of(asked, before, moments)
        return digits

    def has_typed(self, key: str) -> bool:
        with self._caller():
            return self._leg.has_typed(key)

    def let_finish_typing(self) -> None:
        self._leg.let_keys_go(TYPING_SECONDS)

    # -- waiting

    def begin_hold(self, *sentences: Sentence) -> None:
        words = self._said(sentences)
        with self._caller():
            self._begin_holding(words)

    def hold(self, seconds: float) -> HoldEnd:
        deadline = self._leg.clock() + seconds
        with self._caller():
            self._begin_holding()
            while (left := deadline - self._leg.clock()) > 0:
                if self._asks_for_message(self._leg.next(left)):
                    return HoldEnd.ASKED_FOR_MESSAGE
        return HoldEnd.ELAPSED

    def _begin_holding(self, words: Sequence[Path] = ()) -> None:
        if not self._holding:
            self._leg.stop()
            self._leg.let_keys_go(TYPING_SECONDS)
            self._holding = True
            self._first_words.extend(words)
            self._go_round()

    def _go_round(self) -> None:
        """Play what is to be said first, then the music, once more; a tone while there is none. Nobody waits for it."""
        music = self._first_words.popleft() if self._first_words else self._voice.hold_cycle(self._language)
        unreadable = self._leg.clock() - self._round_began < SHORTEST_ROUND_SECONDS
        self._round_began = self._leg.clock()
        if music is None or unreadable:
            self._leg.start_tone(WAITING)
        else:
            self._leg.start(music)

    def _stop_holding(self) -> None:
        if self._holding:
            self._leg.stop()
            self._leg.forget_keys()
            self._first_words.clear()
            self._holding = False

    def _asks_for_message(self, message: object | None) -> bool:
        """True for the key that asks for the message; keeps the music going round."""
        if self._leg.finished(message):
            self._go_round()
        return isinstance(message, Key) and not self._leg.lets_go() and message.digit == MESSAGE_KEY

    # -- joining

    def offer(
        self, invitations: Sequence[Invitation], whisper: Sentence, seconds: float, report: Report
    ) -> OfferResult:
        with self._caller():
            self._begin_holding()
        spoken = gevent.spawn(self._spoken, whisper)  # made while the first mobile rings
        return self._offer(invitations, spoken.get, seconds, report)

    def _offer(
        self,
        invitations: Sequence[Invitation],
        spoken: Callable[[], OfferPrompts] | None,
        seconds: float,
        report: Report,
    ) -> OfferResult:
        offering = Offering(self._exchange, self._shown(), spoken, report, self._leg.inbox.put)
        self._offerings = [one for one in self._offerings if not one.is_over()] + [offering]
        offering.start(invitations)
        try:
            with self._caller():
                return self._await_turns(offering, len(invitations), self._leg.clock() + seconds)
        except CallerHungUp:
            offering.withdraw(OfferWithdrawal.CALLER_LEFT)
            raise
        finally:
            offering.close()
            offering.wait_silent(SILENT_SECONDS)

    def _spoken(self, whisper: Sentence) -> OfferPrompts:
        """The files that an agent may hear in this offer."""
        voice = self._voice
        return OfferPrompts(
            whisper=voice.paths([whisper], WHISPER_SECONDS) or voice.paths([say("whisper_plain", whisper.language)]),
            unknown_key=voice.path(say("whisper_unknown_key", whisper.language)),
            refused=voice.path(say("refused", whisper.language)),
            endings={ending: voice.path(farewell(ending, whisper.language)) for ending in OfferWithdrawal},
        )

    def _await_turns(self, offering: Offering, turns: int, deadline: float) -> OfferResult:
        """Read what happens until somebody is joined, every turn is over, or the caller asks for the message."""
        outcomes: dict[str, OfferOutcome] = {}
        stages = iter(self._stages(offering, deadline))
        until = next(stages)
        while len(outcomes) < turns:
            message = self._leg.next(until - self._leg.clock())
            if isinstance(message, TurnOver):
                if message.offering is not offering:
                    continue  # the last word of an offer that is over
                if message.leg is None:
                    outcomes[message.agent] = message.outcome
                elif self._join(self._accepted(offering, message, message.leg), offering):
                    return OfferResult(message.agent, {**outcomes, message.agent: message.outcome})
            elif self._asks_for_message(message) and offering.spoken is not None:
                offering.withdraw(OfferWithdrawal.WITHDRAWN)
                return OfferResult(None, outcomes, HoldEnd.ASKED_FOR_MESSAGE)
            elif message is None and (until := next(stages, 0.0)) == 0.0:
                break
        return OfferResult(None, outcomes)

    @staticmethod
    def _stages(offering: Offering, deadline: float) -> Iterator[float]:
        """The ends of an offer: of the ringing, then of the whispers. Who accepted in the last instant is in the inbox;
        the caller does not wait for what the others are told after it."""
        yield deadline
        offering.stop_ringing()
        yield deadline + LAST_WHISPER_SECONDS
        offering.withdraw(OfferWithdrawal.TIME_UP)
        yield deadline + LAST_WHISPER_SECONDS

    def _accepted(self, offering: Offering, turn: TurnOver, leg: str) -> Accepted:
        """Who takes the call, as the journal names them: the telephones of an office are invited by their place."""
        agent, phone = (turn.agent, turn.phone) if offering.spoken is not None else (OFFICE, int(turn.agent))
        return Accepted(agent, phone, leg, self._leg.clock() - self._began)

    def _join(self, accepted: Accepted, offering: Offering) -> bool:
        """Join this answered leg to the caller, out of the music; the conversation then needs no controller."""
        joined = self._conversation.begin(self._leg.socket, accepted)
        self._holding = self._holding and not joined
        offering.joined.set(joined)
        return joined

    def consult(
        self, invitation: Invitation, question: Sentence, settle: Callable[[], Sentence], report: Report
    ) -> OfferOutcome:
        with self._caller():
            self._begin_holding()
        over = Over()
        words = self._consulted(question, settle)
        asked = Consultation(
            self._exchange,
            self._shown(),
            invitation,
            words,
            report,
            lambda outcome: self._leg.inbox.put(over.told(outcome)),
        )
        try:
            with self._caller():
                while not over.ended:
                    if self._asks_for_message(self._leg.next(None)):
                        asked.give_up()
        finally:
            asked.give_up()
        return over.outcome

    def _consulted(self, question: Sentence, settle: Callable[[], Sentence]) -> Consulted:
        """What the colleague hears, made when they have answered."""
        voice = self._voice
        return Consulted(
            lambda: voice.paths([question], WHISPER_SECONDS),
            lambda: voice.paths([settle()], WHISPER_SECONDS),
            lambda: voice.paths([say("agents_unchanged", question.language)]),
        )

    def forward(self, numbers: Sequence[str], seconds: float, report: Report) -> bool:
        with self._caller():
            self._leg.stop()
            self._holding = False
            self._leg.start_tone(RINGBACK)
        office = OfficeReport(report, self._leg.clock, self._leg.clock() + seconds)
        invitations = [Invitation(str(place), (number,), int(seconds)) for place, number in enumerate(numbers)]
        joined = self._offer(invitations, None, seconds, office.tell).accepted_by is not None
        if not joined:
            with self._caller():
                self._leg.stop()
        return joined

    @property
    def talking(self) -> Event:
        """Set once no script is needed any more."""
        return self._conversation.talking

    def converse(self) -> bool:
        if self._conversation.wait():
            return True
        log.info("call %s: whoever took it was gone at once", self.id)
        with self._caller():
            self._conversation.bring_back(self._leg.follow)
        return False

    def _shown(self) -> PresentedIdentity:
        return PresentedIdentity(self.id, self.called, self.caller.number)

    # -- the message

    def record(self, name: str, max_seconds: int) -> Recording:
        with self._caller():
            self._stop_holding()
            self._leg.stop()
            self._leg.play([self._voice.beep() or BEEP])
            self._leg.forget_keys()
        self._without_us("speaking", name)
        recording = self._tape.record(self._leg, name, max_seconds)
        self._leg.forget_keys()
        self._without_us("kept" if recording.seconds else "ask_message" if recording.saved else "fallback")
        return recording

    def _without_us(self, extension: str, message: str = "") -> None:
        """Where the dialplan takes this caller should we fail or die from now on. A leg that has gone goes nowhere."""
        with suppress(SwitchError):
            self._leg.socket.set_variable("astreinte_message", f"{message}.wav" if message else "")
            self._leg.socket.set_variable(SAID_IN, said_in(self._language))
            self._leg.socket.set_variable("astreinte_next", extension)

    def play_recording(self, name: str) -> None:
        with self._caller():
            self._leg.play([self._tape.path(name)], until_key=True)

    def discard_recording(self, name: str) -> None:
        self._without_us("ask_message")
        self._tape.discard(name)

    def hang_up(self) -> None:
        with suppress(SwitchError, LegGone):
            if self._conversation.goes_on:
                self._conversation.end()
            else:
                self._leg.socket.execute("hangup", "NORMAL_CLEARING", timeout=5)

    def _has_left(self) -> bool:
        """True once FreeSWITCH has said that this leg hung up; a lost connection says nothing of the call."""
        return self._watch.gone.is_set() or bool(self._leg.socket.cause)

    def release(self) -> None:
        """Stop listening to this leg: its visit is over, once every agent it rang has heard so."""
        self._leg.release()
        self._conversation.release(left=self._has_left())
        for offering in self._offerings:
            offering.wait_over(LAST_WORDS_SECONDS)
