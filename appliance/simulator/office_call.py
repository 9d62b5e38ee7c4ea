"""Ringing the telephones of an office together, on a stage: the first who answers has the call."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.calls.leg import OFFICE, Attempt, CallerHungUp, OfferEvent, OfferOutcome, Report
from appliance.simulator import simulation_events as on
from appliance.simulator.offer import RestingLeg


class OfficeCall:
    """One forward: which of these numbers still ring."""

    def __init__(self, leg: RestingLeg, numbers: Sequence[str], report: Report) -> None:
        self._leg, self._stage, self._report = leg, leg.stage, report
        self._places = {number: place for place, number in enumerate(numbers)}
        self._ringing = list(self._places)

    def run(self, seconds: float) -> str | None:
        """The number that answered and is joined; None when none did. Nothing rings any more on return."""
        for number in self._ringing:
            self._tell(number, OfferEvent.DIALLED)
            self._stage.tell(on.PhoneIsDialled(number, ""))
        until = self._stage.now() + seconds
        try:
            while self._ringing and (act := self._leg.next_at_rest(until)) is not None:
                if (joined := self._act(act)) is not None:
                    return joined
        except CallerHungUp:
            self._release_all(OfferOutcome.CANCELLED)
            raise
        self._release_all(OfferOutcome.NO_ANSWER)
        return None

    def _act(self, act: on.Act) -> str | None:
        """What somebody does; the number joined, if it answered."""
        match act:
            case on.PhoneRings() if act.phone in self._ringing:
                self._tell(act.phone, OfferEvent.RINGING)
            case on.PhoneFails() if act.phone in self._ringing:
                self._release(act.phone, act.outcome)
            case on.PhoneAnswers() if act.phone in self._ringing:
                self._join(act.phone)
                return act.phone
        return None

    def _join(self, number: str) -> None:
        self._tell(number, OfferEvent.ANSWERED)
        self._ringing.remove(number)
        self._release_all(OfferOutcome.CANCELLED)
        self._stage.tell(on.CallerHearsNothing())
        self._stage.tell(on.PhoneIsJoined(number))
        self._tell(number, OfferEvent.ENDED, OfferOutcome.ACCEPTED)

    def _release_all(self, outcome: OfferOutcome) -> None:
        for number in list(self._ringing):
            self._release(number, outcome)

    def _release(self, number: str, outcome: OfferOutcome) -> None:
        self._ringing.remove(number)
        self._stage.tell(on.PhoneIsReleased(number, outcome))
        self._tell(number, OfferEvent.ENDED, outcome)

    def _tell(self, number: str, event: OfferEvent, outcome: OfferOutcome | None = None) -> None:
        self._report(Attempt(OFFICE, self._places[number], event, outcome))
