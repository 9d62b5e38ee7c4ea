"""Ringing the telephones of one or several agents together, on a stage: who picks up, hears the whisper, accepts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from appliance.calls.leg import (
    Attempt,
    CallerHungUp,
    HoldEnd,
    Invitation,
    OfferEvent,
    OfferOutcome,
    OfferResult,
    Report,
    RungBack,
    tries_next_phone,
)
from appliance.calls.ringing_times import CONFIRM_SECONDS, LAST_WHISPER_SECONDS, PROGRESS_SECONDS
from appliance.prompts.catalogue import Sentence, say, whisper_in
from appliance.simulator import simulation_events as on

PAUSE_SECONDS = 1.0  # between two whispers
NOT_A_PHONES = (
    on.CallerPresses,
    on.CallerHangsUp,
    on.CallerSpeaks,
    on.CallerFallsSilent,
    on.CallerAnswers,
    on.AgentRingsBack,
    on.AgentComesBack,
)


class RestingLeg(Protocol):
    """What an offer needs of the caller's leg."""

    stage: on.Stage

    def next_at_rest(self, until: float) -> on.Act | None:
        """The next act while the caller waits in music; None at `until`."""


@dataclass
class Turn:
    """One agent being rung: which telephone, until when, and when the whisper is to be said again."""

    invitation: Invitation
    index: int = 0
    deadline: float = math.inf
    listening: bool = False
    again_at: float = math.inf
    outcome: OfferOutcome | None = None

    @property
    def phone(self) -> str:
        return self.invitation.phones[self.index]

    @property
    def language(self) -> str:
        """Of the agent, by its code."""
        return self.invitation.language

    @property
    def has_another_phone(self) -> bool:
        return self.index + 1 < len(self.invitation.phones)


class Offer:
    """One offer of the call, from the first telephone dialled to the last one silent.

    `said`: a recording of the caller's that is heard after the whisper, and its seconds.
    """

    def __init__(
        self, leg: RestingLeg, whisper: Sentence, report: Report, said: tuple[str, float] | None = None
    ) -> None:
        self._leg = leg
        self._stage = leg.stage
        self._whisper, self._said = whisper, said
        self._report = report
        self._turns: list[Turn] = []
        self._ringing_ends = math.inf
        self._time_up = math.inf

    def run(self, invitations: Sequence[Invitation], seconds: float) -> tuple[OfferResult, str | None]:
        """Ring until somebody accepts, the caller asks for something else, or nobody is left: and their telephone."""
        self._ringing_ends = self._stage.now() + seconds
        self._turns = [Turn(invitation) for invitation in invitations]
        for turn in self._turns:
            self._dial(turn)
        try:
            winner, end = self._until_settled()
            if isinstance(winner, on.AgentRingsBack):
                return self._taken(winner)
        except CallerHungUp:
            self._cancel_all("caller_left")
            raise
        outcomes = {turn.invitation.agent: turn.outcome for turn in self._turns if turn.outcome}
        if winner is None:
            return OfferResult(None, outcomes, end), None
        return OfferResult(winner.invitation.agent, outcomes), winner.phone

    def _taken(self, act: on.AgentRingsBack) -> tuple[OfferResult, str]:
        """Whoever is rung hears that the call is another's."""
        self._cancel_all("call_taken")
        self._stage.tell(on.CallerHearsNothing())
        self._stage.tell(on.PhoneIsJoined(act.number))
        outcomes = {turn.invitation.agent: turn.outcome for turn in self._turns if turn.outcome}
        taker = RungBack(act.agent, act.place)
        return OfferResult(act.agent, {**outcomes, act.agent: OfferOutcome.ACCEPTED}, rung_back=taker), act.number

    def _until_settled(self) -> tuple[Turn | on.AgentRingsBack | None, HoldEnd | None]:
        end: HoldEnd | None = None
        while self._open():
            act = self._leg.next_at_rest(self._next_deadline())
            if act == on.CallerPresses("*"):
                self._cancel_all("offer_over")
                return None, HoldEnd.ASKED_FOR_MESSAGE
            if isinstance(act, on.AgentRingsBack):
                return act, None
            if act is not None:
                turn = self._perform(act)
                if turn is not None:
                    self._take(turn)
                    return turn, None
            elif self._stage.now() >= self._ringing_ends:
                end = HoldEnd.ELAPSED
                self._stop_ringing()
            else:
                self._pass_time()
        return None, end

    def _perform(self, act: on.Act) -> Turn | None:
        """What an act on a telephone changes; the turn of the agent who accepted, if that was it."""
        if isinstance(act, NOT_A_PHONES):
            return None
        turn = next((turn for turn in self._open() if turn.phone == act.phone), None)
        if turn is None:
            return None
        match act:
            case on.PhoneRings() if not turn.listening:
                turn.deadline = self._stage.now() + turn.invitation.ring_seconds
                self._tell(turn, OfferEvent.RINGING)
            case on.PhoneAnswers() if not turn.listening:
                self._begin_whisper(turn)
            case on.PhoneFails() if not turn.listening:
                self._end_phone(turn, act.outcome)
            case on.PhoneHangsUp() if turn.listening:
                self._end_phone(turn, OfferOutcome.UNCONFIRMED)
            case on.PhonePresses() if turn.listening:
                return self._press(turn, act.key)
        return None

    def _press(self, turn: Turn, key: str) -> Turn | None:
        if key == "1":
            return turn
        if key == "2":
            self._end_phone(turn, OfferOutcome.REFUSED, say("refused", turn.language))
        elif key == "3":
            self._wait_for_a_key(turn)
            self._whispers(turn)
        else:
            self._wait_for_a_key(turn, say("whisper_unknown_key", turn.language))
            self._speak(turn, say("whisper_unknown_key", turn.language), pause=0.0)
        return None

    def _dial(self, turn: Turn) -> None:
        turn.deadline = self._stage.now() + turn.invitation.ring_seconds + PROGRESS_SECONDS
        turn.listening, turn.again_at = False, math.inf
        self._tell(turn, OfferEvent.DIALLED)
        self._stage.tell(on.PhoneIsDialled(turn.phone, turn.invitation.agent))

    def _begin_whisper(self, turn: Turn) -> None:
        turn.listening = True
        self._wait_for_a_key(turn)
        self._tell(turn, OfferEvent.ANSWERED)
        self._whispers(turn)

    def _wait_for_a_key(self, turn: Turn, *first: Sentence) -> None:
        """From the end of the whisper that is now to be heard, after these words; the offer's own end comes first."""
        heard = sum(self._stage.seconds_of(sentence) for sentence in (*first, self._whisper_of(turn)))
        heard += sum(seconds for _, seconds in self._words)
        last = min(self._ringing_ends + LAST_WHISPER_SECONDS, self._time_up)
        turn.deadline = min(self._stage.now() + heard + CONFIRM_SECONDS, last)

    def _whisper_of(self, turn: Turn) -> Sentence:
        return whisper_in(self._whisper, turn.language)

    def _whispers(self, turn: Turn) -> None:
        """The whisper, then what the caller said."""
        self._speak(turn, self._whisper_of(turn), *self._words)

    def _speak(
        self, turn: Turn, sentence: Sentence, *recordings: tuple[str, float], pause: float = PAUSE_SECONDS
    ) -> None:
        seconds = self._stage.seconds_of(sentence)
        self._stage.tell(on.PhoneHears(turn.phone, sentence, seconds))
        for name, length in recordings:
            self._stage.tell(on.PhoneHearsRecording(turn.phone, name, length, seconds))
            seconds += length
        turn.again_at = self._stage.now() + seconds + pause

    @property
    def _words(self) -> list[tuple[str, float]]:
        return [self._said] if self._said is not None else []

    def _pass_time(self) -> None:
        """What the clock alone brings: the whisper again, or the end of a telephone's turn."""
        now = self._stage.now()
        for turn in self._open():
            if turn.deadline <= now:
                self._end_late(turn)
            elif turn.again_at <= now:
                self._whispers(turn)

    def _end_late(self, turn: Turn) -> None:
        """No answer, or no key. An agent still listening when the time of the offer is over is told so."""
        if not turn.listening:
            self._end_phone(turn, OfferOutcome.NO_ANSWER)
        else:
            over = turn.deadline >= self._time_up
            self._end_phone(turn, OfferOutcome.UNCONFIRMED, say("offer_over", turn.language) if over else None)

    def _stop_ringing(self) -> None:
        """The time to ring is over: only agents who are listening to the whisper may still accept."""
        self._ringing_ends, self._time_up = math.inf, self._stage.now() + LAST_WHISPER_SECONDS
        for turn in self._open():
            if turn.listening:
                turn.deadline = min(turn.deadline, self._time_up)
            else:
                self._end_turn(turn, OfferOutcome.CANCELLED)
            phones = turn.invitation.phones[: turn.index + 1]
            turn.invitation = replace(turn.invitation, phones=phones, ring_seconds=0)

    def _end_phone(self, turn: Turn, outcome: OfferOutcome, farewell: Sentence | None = None) -> None:
        """This telephone is done with; the agent's next one rings, if the outcome leaves hope."""
        if tries_next_phone(outcome) and turn.has_another_phone:
            self._tell(turn, OfferEvent.ENDED, outcome)
            self._stage.tell(on.PhoneIsReleased(turn.phone, outcome, farewell))
            turn.index += 1
            self._dial(turn)
        else:
            self._end_turn(turn, outcome, farewell)

    def _end_turn(self, turn: Turn, outcome: OfferOutcome, farewell: Sentence | None = None) -> None:
        turn.outcome = outcome
        self._tell(turn, OfferEvent.ENDED, outcome)
        self._stage.tell(on.PhoneIsReleased(turn.phone, outcome, farewell))

    def _take(self, winner: Turn) -> None:
        """Join the caller to this agent; tell the others who were listening that the call was taken."""
        winner.outcome = OfferOutcome.ACCEPTED
        self._tell(winner, OfferEvent.ENDED, OfferOutcome.ACCEPTED)
        self._cancel_all("call_taken")
        self._settled(winner)

    def _settled(self, winner: Turn) -> None:
        self._stage.tell(on.CallerHearsNothing())
        self._stage.tell(on.PhoneIsJoined(winner.phone))

    def _cancel_all(self, farewell: str) -> None:
        """`farewell`: the name of what those who listen hear."""
        for turn in self._open():
            self._end_turn(turn, OfferOutcome.CANCELLED, say(farewell, turn.language) if turn.listening else None)

    def _tell(self, turn: Turn, event: OfferEvent, outcome: OfferOutcome | None = None) -> None:
        self._report(Attempt(turn.invitation.agent, turn.index, event, outcome))

    def _open(self) -> list[Turn]:
        return [turn for turn in self._turns if turn.outcome is None]

    def _next_deadline(self) -> float:
        return min(self._ringing_ends, *(min(turn.deadline, turn.again_at) for turn in self._open()))
