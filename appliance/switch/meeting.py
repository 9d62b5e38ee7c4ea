"""Two agents rung together for no caller: each accepts by key 1, hears what is to be heard, then they are joined.

Neither leg needs a controller once they are joined: whoever hangs up ends it for both.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import gevent
from gevent.event import AsyncResult, Event

from appliance.calls.leg import Invitation, OfferOutcome, tries_next_phone
from appliance.prompts.catalogue import Sentence, say
from appliance.run_forever import told_without_message
from appliance.switch.hearing import OVER, RINGBACK, hang_up
from appliance.switch.offer_prompts import WHISPER_SECONDS
from appliance.switch.patience import Patience
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring
from appliance.switch.speaking import LegGone, SpeakingLeg
from appliance.switch.transport import SwitchError
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

LONGEST_SECONDS = 300  # of the conversation: a caller may need either of them
BRIEFING_SECONDS = 180.0  # of what is open, for the same reason
LAST_WORDS_SECONDS = 20.0

Briefing = Callable[[], Sequence[Sentence | Path]]


@dataclass(frozen=True)
class Guest:
    """One of the two. `question`: what key 1 accepts; `briefing`: what they hear then, of which a key passes to the
    next thing; `refused`: what key 2 is answered; `alone`: the last word where the other does not come, or refused.
    """

    invitation: Invitation
    question: Sentence
    briefing: Briefing
    refused: Sentence
    alone: Callable[[OfferOutcome], Sentence]


class Meeting:
    """`joined` is told as soon as they talk together; `left`, of each who does not: nobody rings or talks to them now.

    `stop`: the controller leaves. Nobody is rung any more; a conversation goes on without it.
    """

    def __init__(
        self,
        dialler: Dialler,
        shown: PresentedIdentity,
        guests: tuple[Guest, Guest],
        voice: Voice,
        joined: Callable[[], None],
        left: Callable[[str], None],
        stop: Event,
    ) -> None:
        self.dialler, self.shown, self.voice, self.left, self.stop = dialler, shown, voice, left, stop
        self._told_joined = joined
        self._turns = (_Turn(self, guests[0]), _Turn(self, guests[1]))

    def hold(self) -> tuple[OfferOutcome, OfferOutcome] | None:
        """Ring both, and wait for the end of all of it; how each ended, or None: they talked together."""
        first, second = self._turns
        for turn in self._turns:
            turn.start()
        known = gevent.spawn(lambda: [turn.state.wait() for turn in self._turns])
        gevent.wait([known, self.stop], count=1)
        known.kill()
        for turn in self._turns if self.stop.is_set() else ():
            turn.interrupt()
        both = all(turn.outcome is OfferOutcome.ACCEPTED for turn in self._turns)
        if both and not self.stop.is_set() and self._joined():
            return None
        outcomes = first.outcome, second.outcome  # one of both may have gone since
        first.left_alone(outcomes[1])
        second.left_alone(outcomes[0])
        gevent.joinall([turn.greenlet for turn in self._turns], timeout=LAST_WORDS_SECONDS)
        return outcomes

    def _joined(self) -> bool:
        """Join the two legs, and wait until one is gone."""
        control, (one, other) = self.dialler.control, [turn.uuid for turn in self._turns]
        with control.watch(one) as first, control.watch(other) as second:
            try:
                control.api(
                    "sched_hangup", f"+{min(LONGEST_SECONDS, self.dialler.longest_call)}", one, "ALLOTTED_TIMEOUT"
                )
                control.api("uuid_bridge", one, other)
            except SwitchError as error:
                log.warning("two agents could not be joined: %s", error)
                return False
            for turn in self._turns:
                turn.decision.set(None)
            self._told_joined()
            gevent.wait([first.gone, second.gone, self.stop], count=1)
            for leg in (one, other) if not self.stop.is_set() else ():
                with suppress(SwitchError):
                    control.api("uuid_kill", leg, "NORMAL_CLEARING")
        return True


class _Turn:
    """One agent: their telephones in turn, the whisper, what they hear, then the wait for the other.

    `state` is ready once it is known whether they come; `decision`: None: joined; how the other ended: they are not.
    """

    def __init__(self, meeting: Meeting, guest: Guest) -> None:
        self._meeting, self._guest = meeting, guest
        self.state: AsyncResult[OfferOutcome] = AsyncResult()
        self.decision: AsyncResult[OfferOutcome | None] = AsyncResult()
        self._leg: SpeakingLeg | None = None  # that has accepted
        self._spoken_to: SpeakingLeg | None = None
        self.greenlet = gevent.Greenlet(self._run)

    def start(self) -> None:
        self.greenlet.start()

    @property
    def outcome(self) -> OfferOutcome:
        """How it ended, as far as is known; who accepted and is gone since did not confirm."""
        outcome: OfferOutcome = self.state.value if self.state.ready() else OfferOutcome.CANCELLED
        gone = self._leg is not None and self._leg.socket.hung_up.is_set()
        return OfferOutcome.UNCONFIRMED if outcome is OfferOutcome.ACCEPTED and gone else outcome

    @property
    def uuid(self) -> str:
        """Of the leg that waits; "" before."""
        return self._leg.uuid if self._leg is not None else ""

    def left_alone(self, other: OfferOutcome) -> None:
        """Have who waits hear that the other does not come."""
        if not self.decision.ready():
            self.decision.set(other)

    def interrupt(self) -> None:
        """End what they hear, and hang up."""
        if self._spoken_to is not None:
            self._spoken_to.interrupt()

    def _run(self) -> None:
        outcome = OfferOutcome.UNREACHABLE
        try:
            for phone in self._guest.invitation.phones:
                outcome = self._one_phone(phone)
                if self.state.ready() or not tries_next_phone(outcome) or self._meeting.stop.is_set():
                    break
        except Exception as error:  # noqa: BLE001 - the other waits for how it ended
            log.error("an agent could not be asked: %s", told_without_message(error))
        finally:
            if not self.state.ready():
                self.state.set(outcome)
            if not (self.decision.ready() and self.decision.value is None):
                self._meeting.left(self._guest.invitation.agent)

    def _one_phone(self, phone: str) -> OfferOutcome:
        meeting, seconds = self._meeting, self._guest.invitation.ring_seconds
        with ring(meeting.dialler, phone, seconds, meeting.shown, meeting.stop, lambda: None) as answered:
            if isinstance(answered, Unanswered):
                return answered.outcome
            return self._spoken(SpeakingLeg(answered[0]))

    def _spoken(self, leg: SpeakingLeg) -> OfferOutcome:
        joined, self._spoken_to = False, leg
        try:
            leg.prepare()
            outcome = self._answer_of(leg)
            if outcome is OfferOutcome.ACCEPTED:
                joined = self._comes(leg)
        except OVER:
            outcome = OfferOutcome.UNCONFIRMED
        finally:
            self._spoken_to = None
            leg.release()
            if not joined:
                hang_up(leg)
        return outcome

    def _answer_of(self, leg: SpeakingLeg) -> OfferOutcome:
        """1 accepts, 2 refuses, another is told, silence repeats."""
        guest, voice, patience = self._guest, self._meeting.voice, Patience(leg.clock)
        question = voice.paths([guest.question], WHISPER_SECONDS)
        while patience.left and not self._meeting.stop.is_set():
            leg.play(question, until_key=True, deadline=patience.deadline)
            match leg.key(patience.heard()):
                case "1":
                    return OfferOutcome.ACCEPTED
                case "2":
                    self.state.set(OfferOutcome.REFUSED)
                    leg.play(voice.paths([guest.refused], WHISPER_SECONDS))
                    return OfferOutcome.REFUSED
                case None:
                    continue
                case _:
                    patience.renew()
                    leg.play(voice.paths([say("whisper_unknown_key", guest.question.language)]))
        return OfferOutcome.CANCELLED if self._meeting.stop.is_set() else OfferOutcome.UNCONFIRMED

    def _comes(self, leg: SpeakingLeg) -> bool:
        """Hear what is open, then wait for the other; whether they were joined. LegGone: they waited no longer."""
        until = leg.clock() + BRIEFING_SECONDS
        for thing in self._guest.briefing():
            sounds = [thing] if isinstance(thing, Path) else self._meeting.voice.paths([thing], WHISPER_SECONDS)
            leg.play(sounds, until_key=True, deadline=until)
            leg.forget_keys()
        leg.start_tone(RINGBACK)
        self._leg = leg
        self.state.set(OfferOutcome.ACCEPTED)
        gevent.wait([self.decision, leg.socket.hung_up], count=1)
        if not self.decision.ready():
            raise LegGone
        if (other := self.decision.value) is None:
            return True
        leg.forget_keys()
        leg.stop()
        leg.play(self._meeting.voice.paths([self._guest.alone(other)], WHISPER_SECONDS))
        return False
