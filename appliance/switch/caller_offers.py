"""One caller's call offered to others: what happens to the caller until somebody is joined or every turn is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appliance.calls.leg import OFFICE, CallerHungUp, HoldEnd, Invitation, OfferOutcome, OfferResult, Report
from appliance.switch.bridging import Accepted
from appliance.switch.caller_gone import hang_up_told
from appliance.switch.conversation import Conversation
from appliance.switch.hearing import TurnOver
from appliance.switch.hold_music import HoldMusic
from appliance.switch.letting_in import LettingIn
from appliance.switch.offer_prompts import OfferPrompts, OfferWithdrawal
from appliance.switch.offering import Offering, stages
from appliance.switch.ringing import Dialler, PresentedIdentity
from appliance.switch.speaking import SpeakingLeg

SILENT_SECONDS = 2
LAST_WORDS_SECONDS = 8  # "l'appel a été pris": said after the offer, to an agent who is held until then


class CallerOffers:
    """One after the other: who is told the last word of one may hear it during the next.

    `leg`: the caller's, who waits in `music` and talks in `conversation`.
    """

    def __init__(self, leg: SpeakingLeg, music: HoldMusic, conversation: Conversation, dialler: Dialler) -> None:
        self._leg, self._music, self._conversation, self._dialler = leg, music, conversation, dialler
        self._began = leg.clock()
        self._offerings: list[Offering] = []

    def offer(
        self,
        invitations: Sequence[Invitation],
        shown: PresentedIdentity,
        spoken: Callable[[str], OfferPrompts] | None,
        seconds: float,
        report: Report,
    ) -> OfferResult:
        """Ring these together, to whom `shown` is presented; `spoken` as an `Offering` takes it. CallerHungUp."""
        offering = Offering(self._dialler, shown, spoken, report, self._leg.inbox.put)
        self._offerings = [one for one in self._offerings if not one.is_over()] + [offering]
        offering.start(invitations)
        try:
            with hang_up_told(self._leg):
                return self._await_turns(offering, len(invitations), self._leg.clock() + seconds)
        except CallerHungUp:
            offering.withdraw(OfferWithdrawal.CALLER_LEFT)
            raise
        finally:
            offering.close()
            offering.wait_silent(SILENT_SECONDS)

    def let_in(self, asked: LettingIn, offering: Offering | None = None) -> bool:
        """Join an agent who has called by themself, unless somebody of `offering`, which ends then, has the call."""
        joined = False
        if not asked.hear():
            return False
        try:
            if offering is None or offering.taken_elsewhere():
                joined = self._joined(self._accepted_on(asked.taker.agent, asked.taker.phone, asked.leg))
        finally:
            asked.settle(joined)
        return joined

    def wait_over(self) -> None:
        """Wait until every agent rung has heard the last word."""
        for offering in self._offerings:
            offering.wait_over(LAST_WORDS_SECONDS)

    def _await_turns(self, offering: Offering, turns: int, deadline: float) -> OfferResult:
        """Read what happens until somebody is joined, every turn is over, or the caller asks for the message."""
        outcomes: dict[str, OfferOutcome] = {}
        ends = stages(offering, deadline)
        until = next(ends)
        while len(outcomes) < turns:
            message = self._leg.next(until - self._leg.clock())
            if isinstance(message, TurnOver):
                if message.offering is not offering:
                    continue  # the last word of an offer that is over
                if message.leg is None:
                    outcomes[message.agent] = message.outcome
                elif self._join(self._accepted(offering, message, message.leg), offering):
                    return OfferResult(message.agent, {**outcomes, message.agent: message.outcome})
            elif isinstance(message, LettingIn):
                if self.let_in(message, offering):
                    taker = message.taker
                    return OfferResult(taker.agent, {**outcomes, taker.agent: OfferOutcome.ACCEPTED}, rung_back=taker)
            elif self._music.asked_for_message(message) and offering.spoken is not None:
                offering.withdraw(OfferWithdrawal.WITHDRAWN)
                return OfferResult(None, outcomes, HoldEnd.ASKED_FOR_MESSAGE)
            elif message is None and (until := next(ends, 0.0)) == 0.0:
                break
        return OfferResult(None, outcomes)

    def _accepted(self, offering: Offering, turn: TurnOver, leg: str) -> Accepted:
        """Who takes the call, as the journal names them: the telephones of an office are invited by their place."""
        agent, phone = (turn.agent, turn.phone) if offering.spoken is not None else (OFFICE, int(turn.agent))
        return self._accepted_on(agent, phone, leg)

    def _accepted_on(self, agent: str, phone: int, leg: str) -> Accepted:
        return Accepted(agent, phone, leg, self._leg.clock() - self._began)

    def _join(self, accepted: Accepted, offering: Offering) -> bool:
        joined = self._joined(accepted)
        offering.joined.set(joined)
        return joined

    def _joined(self, accepted: Accepted) -> bool:
        """Join this answered leg to the caller, out of the music; the conversation then needs no controller."""
        joined = self._conversation.begin(self._leg.socket, accepted)
        answered = self._music.silent and not self._conversation.answers
        if joined or answered:
            self._music.is_over()
        if answered:
            self._music.silent = False
        return joined
