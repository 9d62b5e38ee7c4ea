"""The caller's leg over FreeSWITCH: the verbs of `calls.leg`, in files, applications and legs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import gevent

from appliance.calls.agent_keys import heeds
from appliance.calls.leg import (
    CallerHungUp,
    CallerId,
    CallerLost,
    CallRefused,
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
from appliance.calls.typing_pace import TYPING_SECONDS, Typing, typing_of
from appliance.prompts.catalogue import Sentence, say
from appliance.prompts.languages import USUAL
from appliance.switch.agent_apart import AgentApart
from appliance.switch.answering import answer_at_once
from appliance.switch.bridging import Accepted
from appliance.switch.caller_gone import hang_up_told
from appliance.switch.caller_offers import LAST_WORDS_SECONDS, CallerOffers
from appliance.switch.causes import REFUSALS
from appliance.switch.commands import checked_keys
from appliance.switch.consulting import Consultation, Over, consulted
from appliance.switch.control import LegWatch
from appliance.switch.conversation import Conversation
from appliance.switch.fallback_languages import CHOSEN
from appliance.switch.fallback_sounds import SAID_IN, said_in
from appliance.switch.hearing import RINGBACK
from appliance.switch.hold_music import HoldMusic
from appliance.switch.letting_in import LettingIn, keep, lend
from appliance.switch.offer_prompts import spoken_for
from appliance.switch.office import OfficeReport, invited
from appliance.switch.page_return import IS_BACK
from appliance.switch.recording import MessageRecorder
from appliance.switch.ringing import Dialler, PresentedIdentity
from appliance.switch.speaking import LegGone, SpeakingLeg
from appliance.switch.transport import LegSocket, SwitchError
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
CAUSE_SECONDS = 1.0  # for the news of why a leg ended
ANY_KEY = "0123456789*#"
STILL_LEADS_BACK_SECONDS = 1.0  # between two looks at whether a page may come back here still
FLUSHES_MS = 400  # a key goes beside sound, for so long
BEEP = "tone_stream://%(500,0,1000)"


class FreeSwitchLeg:
    """One caller. `watch` follows the leg on the inbound connection."""

    def __init__(
        self,
        socket: LegSocket,
        watch: LegWatch,
        dialler: Dialler,
        voice: Voice,
        recorder: MessageRecorder,
        caller: CallerId,
        called: str | None,
    ) -> None:
        self.id = socket.uuid
        self.caller, self.called = caller, called
        self.typing = Typing()
        self._leg = SpeakingLeg(socket)
        self._watch, self._dialler, self._voice, self._recorder = watch, dialler, voice, recorder
        self._music = HoldMusic(self._leg, voice)
        self._conversation = Conversation(socket.uuid, dialler, watch)
        self._offers = CallerOffers(self._leg, self._music, self._conversation, dialler)
        self._consultations: list[Consultation] = []
        self._lent = False  # to another call, whose leg it is now
        self._apart: AgentApart | None = None  # who handed the caller over, and waits
        self._aparts: list[AgentApart] = []  # whoever did
        self._handed_by: Accepted | None = None
        self._talks = 1  # the next to be recorded
        self._three = False  # they are with the caller, and with whom they brought in

    # -- speaking and listening

    def answer(self) -> None:
        try:
            with hang_up_told(self._leg):
                answer_at_once(self._leg.socket, ANSWER_SECONDS)
                self._leg.prepare()
        except CallerHungUp:
            gevent.wait([self._watch.gone], timeout=CAUSE_SECONDS)
            if why := REFUSALS.get(self._watch.cause or self._leg.socket.cause):
                raise CallRefused(why) from None
            raise

    def ring_on(self) -> None:
        with hang_up_told(self._leg):
            self._leg.socket.execute("ring_ready", timeout=10)
        self._music.silent, self._conversation.answers = True, True

    @property
    def rings(self) -> bool:
        return self._conversation.answers

    def acknowledge_with(self, keys: str) -> None:
        self._conversation.keys = keys

    def send_keys(self, keys: str) -> None:
        if keys:
            with hang_up_told(self._leg):
                self._leg.socket.api("uuid_send_dtmf", self.id, checked_keys(keys))
                self._leg.play([f"silence_stream://{FLUSHES_MS * (len(keys) + 1)}"])

    def _said(self, sentences: Sequence[Sentence]) -> list[Path]:
        """The files of what the caller is to hear; a wait goes on in its language."""
        if sentences:
            self._music.language = sentences[-1].language
        return self._voice.paths(sentences)

    def play(self, *sentences: Sentence, until_key: bool = False) -> None:
        paths = self._said(sentences)
        with hang_up_told(self._leg):
            self._music.stop()
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
        with hang_up_told(self._leg):
            self._music.stop()
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
        with hang_up_told(self._leg):
            return self._leg.has_typed(key)

    def typed_at_one_go(self, most: int) -> str:
        with hang_up_told(self._leg):
            return self._leg.typed_at_one_go(most)

    def let_finish_typing(self) -> None:
        self._leg.let_keys_go(TYPING_SECONDS)

    def speaks(self, language: str) -> None:
        with suppress(SwitchError):
            self._leg.socket.set_variable(CHOSEN, language)

    # -- waiting

    def begin_hold(self, *sentences: Sentence) -> None:
        words = self._said(sentences)
        with hang_up_told(self._leg):
            self._music.begin(words)

    def hold(self, seconds: float) -> HoldEnd | RungBack:
        deadline = self._leg.clock() + seconds
        with hang_up_told(self._leg):
            self._music.begin()
            while (left := deadline - self._leg.clock()) > 0:
                message = self._leg.next(left)
                if isinstance(message, LettingIn) and self._offers.let_in(message):
                    return message.taker
                if self._music.asked_for_message(message):
                    return HoldEnd.ASKED_FOR_MESSAGE
        return HoldEnd.ELAPSED

    # -- joining

    def offer(
        self,
        invitations: Sequence[Invitation],
        whisper: Sentence,
        seconds: float,
        report: Report,
        *,
        words: str | None = None,
    ) -> OfferResult:
        with hang_up_told(self._leg):
            self._music.begin()
        said = self._recorder.path(words) if words else None
        spoken = spoken_for(invitations, whisper, self._voice, said=said)  # made while the first mobile rings
        return self._offers.offer(invitations, self._shown(), spoken, seconds, report)

    def consult(
        self, invitation: Invitation, question: Sentence, settle: Callable[[], Sentence], report: Report
    ) -> OfferOutcome:
        with hang_up_told(self._leg):
            self._music.begin()
        over = Over()
        words = consulted(question, settle, self._voice)
        asked = Consultation(
            self._dialler,
            self._shown(),
            invitation,
            words,
            report,
            lambda outcome: self._leg.inbox.put(over.told(outcome)),
        )
        self._consultations.append(asked)
        try:
            with hang_up_told(self._leg):
                while not over.ended:
                    if self._music.asked_for_message(self._leg.next(None)):
                        asked.give_up()
        finally:
            asked.give_up()
        return over.outcome

    def forward(self, numbers: Sequence[str], seconds: float, report: Report, *, hides_caller: bool = False) -> bool:
        with hang_up_told(self._leg):
            self._leg.stop()
            self._music.is_over()
            self._leg.start_tone(RINGBACK)
        office = OfficeReport(report, self._leg.clock, self._leg.clock() + seconds)
        shown = replace(self._shown(), caller=None) if hides_caller else self._shown()
        offered = self._offers.offer(invited(numbers, seconds), shown, None, seconds, office.tell)
        if offered.accepted_by is None:
            with hang_up_told(self._leg):
                self._leg.stop()
        return offered.accepted_by is not None

    def join(self, accepted: Accepted) -> bool:
        """Join who has accepted before this caller was there; False: they could not be."""
        return self._conversation.begin(self._leg.socket, accepted)

    def let_in(self, taker: RungBack, leg: str) -> bool:
        if self._conversation.goes_on:
            return False
        asked = LettingIn(taker, leg)
        self._leg.inbox.put(asked)
        return asked.answer()

    def take(self, waiting: Sought, agent: str, phone: int) -> bool:
        with hang_up_told(self._leg):
            self._music.stop()
            self._leg.stop()
            lend(self._leg.socket)
            self._lent = waiting.let_in(RungBack(agent, phone), self.id)
            if not self._lent:
                keep(self._leg.socket)
        return self._lent

    def tell_script_needed(self, told: Callable[[bool], None]) -> None:
        """Have this told, each time that it changes, whether the caller needs a script."""
        self._conversation.script_needed = told

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = USUAL) -> TalkEnd:
        end = self._conversation.wait(heeds(hands_over=hands_over, records=records))
        if end in (TalkEnd.HANDS_OVER, TalkEnd.BRINGS_IN):
            return self._set_apart(end, language)
        if end in (TalkEnd.GONE_AT_ONCE, TalkEnd.PAGE_LOST):
            log.info("call %s: whoever took it has left, and the caller is here", self.id)
            end = TalkEnd.COLLEAGUE_LEFT if self._three else end
            try:
                with hang_up_told(self._leg):
                    self._conversation.bring_back(self._leg.follow)
            except CallerHungUp:
                raise CallerLost(end) from None
        return end

    def await_agent(self, seconds: float, *sentences: Sentence) -> HoldEnd | None:
        conversation, deadline = self._conversation, self._leg.clock() + seconds
        conversation.returning.told = self._leg.inbox.put
        try:
            with hang_up_told(self._leg):
                if conversation.returning.came.ready() and conversation.goes_on_in_page(self._leg.socket):
                    return None
                self._music.begin(self._said(sentences))
                while conversation.returning.may_come and (left := deadline - self._leg.clock()) > 0:
                    message = self._leg.next(min(left, STILL_LEADS_BACK_SECONDS))
                    if message is IS_BACK and conversation.goes_on_in_page(self._leg.socket):
                        self._music.is_over()
                        return None
                    if self._music.asked_for_message(message):
                        return HoldEnd.ASKED_FOR_MESSAGE
            return HoldEnd.ELAPSED
        finally:
            if not conversation.goes_on:
                conversation.returning.close()

    def _set_apart(self, end: TalkEnd, language: str) -> TalkEnd:
        """The agent waits by themselves; OVER for a caller who has left in that very moment."""
        self._three, self._conversation.stays_open = False, end is TalkEnd.BRINGS_IN
        words = say("handing_over", language)
        self._apart = AgentApart(self._conversation.agent, lambda: self._voice.paths([words]))
        self._aparts.append(self._apart)
        self._handed_by = self._conversation.accepted
        try:
            with hang_up_told(self._leg):
                self._conversation.bring_back(self._leg.follow)
        except CallerHungUp:
            return TalkEnd.OVER
        return end

    def rejoin(self, words: tuple[Sentence, Sentence] | None) -> bool:
        apart, by = self._apart, self._handed_by
        self._three, self._conversation.stays_open = False, False
        if apart is None or by is None or apart.gone.is_set() or (words and not self._both_hear(apart, *words)):
            return False
        if not self._conversation.begin(self._leg.socket, by):
            return False
        apart.is_joined()
        self._apart = None
        return True

    @property
    def lost_apart(self) -> bool:
        by = self._handed_by
        return self._apart is not None and by is not None and by.in_page and not self._apart.hung_up

    def _both_hear(self, apart: AgentApart, to_caller: Sentence, to_agent: Sentence) -> bool:
        """At once; False: the agent has left."""
        said = gevent.spawn(apart.hears, lambda: self._voice.paths([to_agent]))
        self.play(to_caller)
        return bool(said.get())

    def record_talk(self, announcement: Sentence) -> str | None:
        name = f"{self.id}-talk{self._talks}.wav"
        self._talks += 1
        if not self._recorder.has_room() or not self._conversation.told_both(self._voice.paths([announcement])):
            return None
        return name if self._conversation.record(self._recorder.path(name)) else None

    def end_talk(self, name: str, words: Sentence | None) -> float:
        self._conversation.end_recording(self._recorder.path(name))
        if words is not None:
            self._conversation.told_both(self._voice.paths([words]))
        return self._recorder.whole_seconds(name)

    def bring_in(self, left: Callable[[], None]) -> bool:
        def leaves() -> None:
            self._three = False
            self._conversation.close_ways_back()
            left()

        self._three = self._apart is not None and self._apart.talks_along(self.id, leaves)
        if not self._three:
            self._conversation.close_ways_back()
        return self._three

    def let_go(self, words: Sentence, freed: Callable[[], None]) -> bool:
        apart, self._apart = self._apart, None
        return apart is not None and apart.let_go(lambda: self._voice.paths([words]), freed)

    def _shown(self) -> PresentedIdentity:
        return PresentedIdentity(self.id, self.called, self.caller.number)

    # -- the message

    def record(self, name: str, max_seconds: int) -> Recording:
        with hang_up_told(self._leg):
            self._music.stop()
            self._leg.stop()
            self._leg.play([self._voice.beep() or BEEP])
            self._leg.forget_keys()
        self._without_us("speaking", name)
        recording = self._recorder.record(self._leg, name, max_seconds)
        self._leg.forget_keys()
        self._without_us("kept" if recording.seconds else "ask_message" if recording.saved else "fallback")
        return recording

    def record_words(self, name: str, seconds: int) -> Recording:
        with hang_up_told(self._leg):
            self._music.stop()
            self._leg.stop()
            self._leg.play([self._voice.beep() or BEEP], until_key=True)
        if self._leg.typed:
            self._leg.forget_keys()
            return Recording(name, 0.0, hung_up=False)
        said = self._recorder.record(self._leg, name, seconds, ends=ANY_KEY)
        self._leg.forget_keys()
        if said.saved and not said.seconds:
            self._recorder.discard(said.name)
        return said

    def _without_us(self, extension: str, message: str = "") -> None:
        """Where the dialplan takes this caller should we fail or die from now on. A leg that has gone goes nowhere."""
        with suppress(SwitchError):
            self._leg.socket.set_variable("astreinte_message", f"{message}.wav" if message else "")
            self._leg.socket.set_variable(SAID_IN, said_in(self._music.language))
            self._leg.socket.set_variable("astreinte_next", extension)

    def play_recording(self, name: str) -> None:
        with hang_up_told(self._leg):
            self._leg.play([self._recorder.path(name)], until_key=True)

    def discard_recording(self, name: str) -> None:
        self._without_us("ask_message")
        self._recorder.discard(name)

    def hang_up(self) -> None:
        if self._lent:
            return
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
        for apart in self._aparts:
            apart.wait_over()
        self._conversation.release(left=self._has_left())
        self._offers.wait_over()
        for consultation in self._consultations:
            consultation.wait_over(LAST_WORDS_SECONDS)
