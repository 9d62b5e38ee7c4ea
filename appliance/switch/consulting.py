"""A colleague rung and asked something while somebody waits: what 1 accepts is done, then said. Nobody is joined."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import gevent
from gevent.event import Event

from appliance.calls.leg import Attempt, Invitation, OfferEvent, OfferOutcome, Report, tries_next_phone
from appliance.prompts.catalogue import Sentence, say
from appliance.run_forever import told_without_message
from appliance.switch.hearing import OVER, hang_up
from appliance.switch.offer_prompts import WHISPER_SECONDS
from appliance.switch.patience import Patience
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring
from appliance.switch.speaking import SpeakingLeg
from appliance.switch.voice import Voice

log = logging.getLogger(__name__)

Sound = Callable[[], list[Path]]


@dataclass(frozen=True)
class Consulted:
    """What the colleague hears. `settled` does what they accepted, `unchanged` what a refusal asks for, and each says
    how it ended.
    """

    question: Sound
    settled: Sound
    unchanged: Sound
    unknown_key: Sound


def consulted(question: Sentence, settle: Callable[[], Sentence], voice: Voice) -> Consulted:
    """The files of it, made when the colleague has answered."""
    return Consulted(
        lambda: voice.paths([question], WHISPER_SECONDS),
        lambda: voice.paths([settle()], WHISPER_SECONDS),
        lambda: voice.paths([say("agents_unchanged", question.language)]),
        lambda: voice.paths([say("whisper_unknown_key", question.language)]),
    )


@dataclass
class Over:
    """Told to whoever waits: how the consultation ended."""

    outcome: OfferOutcome = OfferOutcome.CANCELLED
    ended: bool = False

    def told(self, outcome: OfferOutcome) -> Over:
        self.outcome, self.ended = outcome, True
        return self


class Consultation:
    """One agent asked, on each of their telephones in turn. `ended` is called once, from another greenlet."""

    def __init__(
        self,
        dialler: Dialler,
        shown: PresentedIdentity,
        invitation: Invitation,
        words: Consulted,
        report: Report,
        ended: Callable[[OfferOutcome], None],
    ) -> None:
        self._dialler, self._shown = dialler, replace(shown, for_caller=False)
        self._invitation, self._words = invitation, words
        self._report, self._ended = report, ended
        self._stop = Event()
        self._over = Event()
        self._leg: SpeakingLeg | None = None
        self._greenlet = gevent.spawn(self._run)

    def give_up(self) -> None:
        """Whoever asked wants no answer any more. What was accepted before is done all the same."""
        if not self._stop.is_set():
            self._stop.set()
            if self._leg is not None:
                self._leg.interrupt()

    def wait_over(self, seconds: float) -> None:
        """Wait until no telephone rings any more, and nobody is spoken to."""
        self._over.wait(seconds)

    def _run(self) -> None:
        outcome = OfferOutcome.UNREACHABLE
        try:
            for index, phone in enumerate(self._invitation.phones):
                if self._stop.is_set():
                    break
                outcome = self._one_phone(index, phone)
                if not tries_next_phone(outcome):
                    break
        except Exception as error:  # noqa: BLE001 - whoever waits must hear how it ended
            log.error("a colleague could not be asked: %s", told_without_message(error))
            outcome = OfferOutcome.UNREACHABLE
        finally:
            self._over.set()
            self._ended(outcome)

    def _one_phone(self, index: int, phone: str) -> OfferOutcome:
        self._tell(index, OfferEvent.DIALLED)
        seconds, outcome = self._invitation.ring_seconds, OfferOutcome.CANCELLED
        try:
            with ring(
                self._dialler, phone, seconds, self._shown, self._stop, lambda: self._tell(index, OfferEvent.RINGING)
            ) as answered:
                if isinstance(answered, Unanswered):
                    outcome = answered.outcome
                else:
                    self._tell(index, OfferEvent.ANSWERED)
                    outcome = self._asked(SpeakingLeg(answered[0]))
        finally:
            self._tell(index, OfferEvent.ENDED, outcome)
        return outcome

    def _asked(self, leg: SpeakingLeg) -> OfferOutcome:
        """Ask until a key says something: 1 accepts, 2 refuses, another is told, silence repeats."""
        self._leg = leg
        try:
            return self._answer_of(leg)
        except OVER:
            return OfferOutcome.CANCELLED if self._stop.is_set() else OfferOutcome.UNCONFIRMED
        finally:
            self._leg = None
            leg.release()
            hang_up(leg)

    def _answer_of(self, leg: SpeakingLeg) -> OfferOutcome:
        leg.prepare()
        question, patience = self._words.question(), Patience(leg.clock)
        while patience.left and not self._stop.is_set():
            leg.play(question, until_key=True, deadline=patience.deadline)
            match leg.key(patience.heard()):
                case "1" if not self._stop.is_set():
                    self._leg = None  # accepted: giving up comes too late
                    self._say(leg, self._words.settled())
                    return OfferOutcome.ACCEPTED
                case "2":
                    self._say(leg, self._words.unchanged())
                    return OfferOutcome.REFUSED
                case None:
                    continue
                case _:
                    patience.renew()
                    leg.play(self._words.unknown_key())
        return OfferOutcome.CANCELLED if self._stop.is_set() else OfferOutcome.UNCONFIRMED

    @staticmethod
    def _say(leg: SpeakingLeg, words: list[Path]) -> None:
        with suppress(*OVER):
            leg.play(words)

    def _tell(self, index: int, event: OfferEvent, outcome: OfferOutcome | None = None) -> None:
        self._report(Attempt(self._invitation.agent, index, event, outcome))
