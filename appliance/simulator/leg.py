"""`CallerLeg` without a telephone: the people and the clock are a `Stage`, the semantics are those of the port."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence

from appliance.calls.agent_keys import WISHED, AgentKeys, Wish, heeds
from appliance.calls.leg import (
    CallerHungUp,
    CallerId,
    HoldEnd,
    Invitation,
    OfferOutcome,
    OfferResult,
    Recording,
    Report,
    RungBack,
    Sought,
    TalkEnd,
)
from appliance.calls.ringing_times import PROGRESS_SECONDS
from appliance.calls.typing_pace import TYPING_SECONDS, Typing, at_one_go, typing_of
from appliance.prompts.catalogue import Sentence, say
from appliance.prompts.languages import USUAL
from appliance.simulator import simulation_events as on
from appliance.simulator.consultation import Consultation
from appliance.simulator.offer import Offer
from appliance.simulator.office_call import OfficeCall
from appliance.simulator.rest import Rest

CONVERSATION_SECONDS = 7200.0  # the cap of a call's length
SHORTEST_CONVERSATION_SECONDS = 1.0  # whoever hangs up sooner has not talked: the caller is hunted for again
LEFT_SECONDS = 5.0  # of a message left in another call
ANY_KEY = "0123456789*#"
SILENCE_SECONDS = 8.0  # without a voice, after which a recording ends


class SimulatedLeg:
    """A caller's leg played on a stage. Implements `CallerLeg`.

    `first_word_seconds`: how long after the tone a caller may think before they speak.
    """

    def __init__(
        self,
        call_id: str,
        caller: CallerId,
        called: str | None,
        stage: on.Stage,
        first_word_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self.id = call_id
        self.caller = caller
        self.called = called
        self.stage = stage
        self._first_word_seconds = first_word_seconds
        self._keys: deque[tuple[str, float]] = deque()  # and when each was pressed
        self._last_key = -math.inf
        self._ignored = ""
        self._let_go_until = 0.0
        self.typing = Typing()
        self._left = False
        self._unanswered, self._acknowledges = False, ""
        self._rest: Rest | None = None
        self._language = USUAL  # of the last words said: a wait goes on in it
        self._joined: str | None = None
        self._apart: str | None = None  # the telephone of the agent who asked for another, and waits
        self.lost_apart = False  # they waited in a page, which is gone
        self._along: str | None = None  # or is with both
        self._lost = ""  # of the agent whose page was
        self._talk_began = 0.0  # what is recorded of it
        self._left_the_others: Callable[[], None] = _nobody
        self._recorded: dict[str, float] = {}

    def answer(self) -> None:
        self._wake()
        self.stage.tell(on.CallIsAnswered())

    def ring_on(self) -> None:
        self._check_present()
        self._unanswered = True
        self.stage.tell(on.CallRingsOn())

    @property
    def rings(self) -> bool:
        return self._unanswered

    def acknowledge_with(self, keys: str) -> None:
        self._acknowledges = keys

    def send_keys(self, keys: str) -> None:
        self._check_present()
        if keys:
            self.stage.tell(on.CallerIsSent(keys))

    def _taken(self) -> None:
        """Somebody has the call."""
        if self._unanswered:
            self.stage.tell(on.CallIsAnswered())
            self._unanswered = False
        if self._acknowledges:
            self.stage.tell(on.CallerIsSent(self._acknowledges))

    def play(self, *sentences: Sentence, until_key: bool = False) -> None:
        self._wake()
        for sentence in sentences:
            if not (until_key and self._keys):
                self._speak(sentence, until_key)

    def ask_digits(
        self,
        *sentences: Sentence,
        max_digits: int,
        first_digit_seconds: float = 5.0,
        between_digits_seconds: float = 3.0,
        terminator: str = "#",
        last: str = "",
    ) -> str:
        self._wake()
        asked, before, moments = self.stage.now(), self._last_key, list[float]()
        self.stage.tell(on.CallerIsAsked(sentences, max_digits))
        for sentence in sentences:
            if not self._keys:
                self._speak(sentence, until_key=True)
        digits, patience = "", first_digit_seconds
        while len(digits) < max_digits and digits[-1:] not in tuple(last):
            key = self._next_key(self.stage.now() + patience)
            if key is None or key == terminator:
                break
            digits, patience = digits + key, between_digits_seconds
            moments.append(self._last_key)
        else:
            self._ignore_once(terminator)
        self.typing = typing_of(asked, before, moments)
        return digits

    def has_typed(self, key: str) -> bool:
        self._check_present()
        typed = bool(self._keys) and self._keys[0][0] == key
        if typed:
            self._keys.popleft()
        return typed

    def typed_at_one_go(self, most: int) -> str:
        self._check_present()
        while 0 < len(typed := at_one_go(list(self._keys), most)) == len(self._keys) < most:
            act = self._next_act(max(self.stage.now(), self._keys[-1][1] + TYPING_SECONDS))
            if act is None:
                break
            if isinstance(act, on.CallerPresses):
                self._take_key(act.key)
        return typed

    def speaks(self, language: str) -> None:
        self._check_present()

    def let_finish_typing(self) -> None:
        self._check_present()
        self._keys.clear()
        self._let_go_until = self.stage.now() + TYPING_SECONDS

    def begin_hold(self, *sentences: Sentence) -> None:
        self._begin_rest(sentences)

    def hold(self, seconds: float) -> HoldEnd | RungBack:
        self._begin_rest()
        until = self.stage.now() + seconds
        while (act := self.next_at_rest(until)) is not None:
            if act == on.CallerPresses("*"):
                return HoldEnd.ASKED_FOR_MESSAGE
            if isinstance(act, on.AgentRingsBack):
                self._joined = act.number
                self.stage.tell(on.CallerHearsNothing())
                self.stage.tell(on.PhoneIsJoined(act.number))
                return RungBack(act.agent, act.place)
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
        self._begin_rest()
        said = (words, self._recorded.get(words, LEFT_SECONDS)) if words else None
        result, self._joined = Offer(self, whisper, report, said).run(invitations, seconds)
        if self._joined is not None:
            self._taken()
        return result

    def consult(
        self, invitation: Invitation, question: Sentence, settle: Callable[[], Sentence], report: Report
    ) -> OfferOutcome:
        self._begin_rest()
        seconds = (invitation.ring_seconds + PROGRESS_SECONDS) * len(invitation.phones)
        result, _ = Consultation(self, question, report, settle).run([invitation], seconds)
        return OfferOutcome.CANCELLED if result.end is HoldEnd.ASKED_FOR_MESSAGE else result.outcomes[invitation.agent]

    def forward(self, numbers: Sequence[str], seconds: float, report: Report, *, hides_caller: bool = False) -> bool:
        self._begin_rest()
        self._joined = OfficeCall(self, numbers, report).run(seconds)
        return self._joined is not None

    def let_in(self, taker: RungBack, leg: str) -> bool:
        """On a stage, an agent who rings back is an act."""
        return False

    def take(self, waiting: Sought, agent: str, phone: int) -> bool:
        self._wake()
        self._left = waiting.let_in(RungBack(agent, phone), self.id)
        return self._left

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = USUAL) -> TalkEnd:
        if self._joined is None:
            raise RuntimeError("converse() follows an offer or a forward that joined somebody")
        phone, began, keys = self._joined, self.stage.now(), AgentKeys()
        act: on.Act | None = on.CallerSpeaks()
        ends = began + CONVERSATION_SECONDS
        heeded = heeds(hands_over=hands_over, records=records)
        while act not in (on.CallerHangsUp(), on.PhoneHangsUp(phone), on.PageIsLost(phone)):
            act = self.stage.next_act(min(ends, keys.settled_at if heeded else ends))
            if isinstance(act, on.PhonePresses) and act.phone == phone:
                keys.pressed(act.key, self.stage.now())
            elif act is None and self.stage.now() >= ends:
                break
            elif act == on.PhoneHangsUp(self._along or ""):
                self._leaves_the_others()
            elif act is None and (wish := keys.asked(self.stage.now())) in heeded:
                return TalkEnd.RECORDS if wish is Wish.RECORD else self._set_apart(phone, WISHED[wish], language)
        self._joined, self._rest = None, None
        if act == on.PageIsLost(phone):
            self._lost = phone
            return TalkEnd.PAGE_LOST
        self.stage.tell(on.ConversationEnds(phone))
        if act == on.PhoneHangsUp(phone) and self._along is not None:
            self._apart, self._along = self._along, None
            return TalkEnd.COLLEAGUE_LEFT
        if act == on.PhoneHangsUp(phone) and self.stage.now() - began < SHORTEST_CONVERSATION_SECONDS:
            return TalkEnd.GONE_AT_ONCE
        self._leave()
        return TalkEnd.OVER

    def await_agent(self, seconds: float, *sentences: Sentence) -> HoldEnd | None:
        self._begin_rest(sentences)
        until, end = self.stage.now() + seconds, HoldEnd.ELAPSED
        while (act := self.next_at_rest(until)) is not None:
            if act == on.CallerPresses("*"):
                end = HoldEnd.ASKED_FOR_MESSAGE
                break
            if act == on.AgentComesBack():
                self._joined = self._lost
                self.stage.tell(on.CallerHearsNothing())
                self.stage.tell(on.PhoneIsJoined(self._lost))
                return None
        self.stage.tell(on.ConversationEnds(self._lost))
        return end

    def record_talk(self, announcement: Sentence) -> str | None:
        self._both_hear(announcement)
        self._talk_began = self.stage.now()
        return f"{self.id}-talk.wav"

    def end_talk(self, name: str, words: Sentence | None) -> float:
        seconds = self.stage.now() - self._talk_began
        if words is not None:
            self._both_hear(words)
        return seconds

    def _both_hear(self, sentence: Sentence) -> None:
        seconds = self.stage.seconds_of(sentence)
        if self._joined is not None:
            self.stage.tell(on.PhoneHears(self._joined, sentence, seconds))
        self.stage.tell(on.CallerHears(sentence, seconds))

    def _leaves_the_others(self) -> None:
        phone, self._along = self._along, None
        if phone is not None:
            self.stage.tell(on.PhoneIsReleased(phone, OfferOutcome.ACCEPTED))
            self._left_the_others()

    def _set_apart(self, phone: str, end: TalkEnd, language: str) -> TalkEnd:
        self._joined, self._rest, self._apart, self._left_the_others = None, None, phone, _nobody
        self.lost_apart = False
        words = say("handing_over", language)
        self.stage.tell(on.PhoneHears(phone, words, self.stage.seconds_of(words)))
        return end

    def bring_in(self, left: Callable[[], None]) -> bool:
        self._along, self._apart, self._left_the_others = self._apart, None, left
        if self._along is not None:
            self.stage.tell(on.PhoneIsJoined(self._along))
        return self._along is not None

    def rejoin(self, words: tuple[Sentence, Sentence] | None) -> bool:
        phone = self._apart
        if phone is None:
            return False
        if words is not None:
            to_caller, to_agent = words
            self.stage.tell(on.PhoneHears(phone, to_agent, self.stage.seconds_of(to_agent)))
            self.play(to_caller)
        if self._apart is None:
            return False
        self._joined, self._apart = phone, None
        self.stage.tell(on.PhoneIsJoined(phone))
        return True

    def let_go(self, words: Sentence, freed: Callable[[], None]) -> bool:
        phone, self._apart = self._apart, None
        if phone is None:
            return False
        self.stage.tell(on.PhoneIsReleased(phone, OfferOutcome.ACCEPTED, words))
        freed()
        return True

    def record(self, name: str, max_seconds: int) -> Recording:
        return self._record(name, max_seconds, "#")

    def record_words(self, name: str, seconds: int) -> Recording:
        said = self._record(name, seconds, ANY_KEY)
        if not said.seconds:
            self.discard_recording(name)
        return said

    def _record(self, name: str, max_seconds: int, ends: str) -> Recording:
        self._wake()
        self.stage.tell(on.CallerMaySpeak(name, max_seconds))
        seconds, hung_up = self._listen_to_the_caller(max_seconds, ends)
        self._recorded[name] = seconds
        self.stage.tell(on.RecordingEnds(name, seconds))
        if hung_up:
            self._leave()
        return Recording(name, seconds, hung_up)

    def play_recording(self, name: str) -> None:
        self._wake()
        seconds = self._recorded.get(name, LEFT_SECONDS)
        self.stage.tell(on.CallerHearsRecording(name, seconds))
        self._wait(self.stage.now() + seconds)

    def discard_recording(self, name: str) -> None:
        self._recorded.pop(name, None)
        self.stage.tell(on.RecordingIsForgotten(name))

    def hang_up(self) -> None:
        self._leave()

    def next_at_rest(self, until: float) -> on.Act | None:
        """The next act while the caller waits in music, which a spoken word breaks now and then; None at `until`."""
        rest = self._begin_rest()
        while True:
            act = self._next_act(min(until, rest.next_at))
            if isinstance(act, on.CallerPresses) and (self._unanswered or self._lets_go()):
                continue
            if act is not None:
                return act
            if self.stage.now() >= until:
                return None
            rest.go_on()

    def _listen_to_the_caller(self, max_seconds: int, ends: str) -> tuple[float, bool]:
        """Seconds spoken, from the first word to the last, and whether the caller left."""
        began = self.stage.now()
        first = last = None
        patience = began + self._first_word_seconds
        while True:
            act = self.stage.next_act(min(began + max_seconds, patience))
            match act:
                case on.CallerSpeaks():
                    first = self.stage.now() if first is None else first
                    last, patience = None, math.inf
                case on.CallerFallsSilent():
                    last, patience = self.stage.now(), self.stage.now() + SILENCE_SECONDS
                case None | on.CallerHangsUp():
                    break
                case on.CallerPresses(key) if key in ends:
                    break
        end = self.stage.now() if last is None else last
        return (0.0 if first is None else round(end - first, 1)), isinstance(act, on.CallerHangsUp)

    def _wake(self) -> None:
        """Begin a verb that is no rest: the music stops."""
        self._check_present()
        if self._rest is not None:
            self.stage.tell(on.CallerHearsNothing())
        self._rest = None

    def _begin_rest(self, sentences: Sequence[Sentence] = ()) -> Rest:
        """Begin or go on with a rest; when it begins, keys typed ahead and what is still being typed are forgotten."""
        self._check_present()
        if self._rest is None:
            self.let_finish_typing()
            language = sentences[-1].language if sentences else self._language
            self._rest = Rest(self.stage, sentences, language, silent=self._unanswered)
        else:
            self._rest.add(sentences)
        return self._rest

    def _speak(self, sentence: Sentence, until_key: bool = False) -> None:
        self._language, seconds = sentence.language, self.stage.seconds_of(sentence)
        self.stage.tell(on.CallerHears(sentence, seconds))
        self._wait(self.stage.now() + seconds, until_key)
        self.stage.tell(on.CallerHearsNothing())

    def _next_key(self, until: float) -> str | None:
        if not self._keys:
            self._wait(until, until_key=True)
        if not self._keys:
            return None
        key, self._last_key = self._keys.popleft()
        return key

    def _wait(self, until: float, until_key: bool = False) -> None:
        """Let time pass and keep the keys pressed; with `until_key`, no longer than to the first one."""
        while not (until_key and self._keys):
            act = self._next_act(until)
            if act is None:
                return
            if isinstance(act, on.CallerPresses):
                self._take_key(act.key)

    def _lets_go(self) -> bool:
        still_typing = self.stage.now() < self._let_go_until
        if still_typing:
            self._let_go_until = self.stage.now() + TYPING_SECONDS
        return still_typing

    def _take_key(self, key: str) -> None:
        if self._lets_go():
            return
        if key != self._ignored:
            self._keys.append((key, self.stage.now()))
        self._ignored = ""

    def _ignore_once(self, key: str) -> None:
        """If this is the next key, it says nothing: `#` after a number that its length had ended."""
        self._ignored = key
        if self._keys and self._keys[0][0] == key:
            self._keys.popleft()
            self._ignored = ""

    def _next_act(self, until: float) -> on.Act | None:
        act = self.stage.next_act(until)
        if isinstance(act, on.CallerHangsUp):
            self._leave()
            raise CallerHungUp
        if isinstance(act, on.PhoneHangsUp | on.PageIsLost) and act.phone == self._apart:
            self._apart, self.lost_apart = None, isinstance(act, on.PageIsLost)
            self.stage.tell(on.PhoneIsReleased(act.phone, OfferOutcome.ACCEPTED))
            self._left_the_others()
        return act

    def _check_present(self) -> None:
        if self._left:
            raise CallerHungUp

    def _leave(self) -> None:
        if not self._left:
            self._left = True
            self.stage.tell(on.CallEnds())


def _nobody() -> None:
    """Nobody was with two others."""
