"""A caller who was promised to be called back, on a stage: rung once an agent has accepted, then joined to them."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.calls.leg import CallerId, CallerUnreached, Invitation, OfferOutcome, OfferResult, Report, TalkEnd
from appliance.prompts.catalogue import Sentence, say
from appliance.prompts.languages import USUAL
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import LEFT_SECONDS, SimulatedLeg
from appliance.simulator.offer import Offer, Turn

RING_SECONDS = 30.0


class SimulatedAbsentCaller(SimulatedLeg):
    """Implements `Sought`: they hear nothing, and press nothing, until their telephone is answered."""

    def __init__(self, call_id: str, number: str, called: str | None, stage: on.Stage) -> None:
        super().__init__(call_id, CallerId(number), called, stage)
        self._number = number
        self._unanswered = True

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
        result, self._joined = CallbackOffer(self, whisper, report, said).run(invitations, seconds)
        return result

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = USUAL) -> TalkEnd:
        """Nobody is handed over, nor recorded."""
        return super().converse()

    def is_reached(self, agent: str) -> bool:
        """Ring them for the agent at this telephone, and join both. False: the agent has gone. CallerUnreached."""
        self.stage.tell(on.CallerIsRung(self._number))
        until = self.stage.now() + RING_SECONDS
        while (act := self.stage.next_act(until)) is not None:
            match act:
                case on.CallerAnswers():
                    self._unanswered = False
                    self.stage.tell(on.CallIsAnswered())
                    return True
                case on.PhoneHangsUp(phone) if phone == agent:
                    self.stage.tell(on.CallerIsRungNoMore())
                    return False
                case on.CallerHangsUp():
                    break
        self.stage.tell(on.CallerIsRungNoMore())
        raise CallerUnreached(OfferOutcome.NO_ANSWER if act is None else OfferOutcome.REFUSED)


class CallbackOffer(Offer):
    """An offer whose key 1 has the caller rung."""

    def __init__(
        self, caller: SimulatedAbsentCaller, whisper: Sentence, report: Report, said: tuple[str, float] | None
    ) -> None:
        super().__init__(caller, whisper, report, said)
        self._caller = caller
        self._agent_is_gone = False

    def run(self, invitations: Sequence[Invitation], seconds: float) -> tuple[OfferResult, str | None]:
        result, phone = super().run(invitations, seconds)
        return (OfferResult(None, result.outcomes, result.end), None) if self._agent_is_gone else (result, phone)

    def _settled(self, winner: Turn) -> None:
        try:
            self._agent_is_gone = not self._caller.is_reached(winner.phone)
        except CallerUnreached:
            words = say("callback_unreached", winner.language)
            self._stage.tell(on.PhoneIsReleased(winner.phone, OfferOutcome.ACCEPTED, words))
            raise
        if self._agent_is_gone:
            self._stage.tell(on.PhoneIsReleased(winner.phone, OfferOutcome.ACCEPTED))
        else:
            self._stage.tell(on.PhoneIsJoined(winner.phone))
