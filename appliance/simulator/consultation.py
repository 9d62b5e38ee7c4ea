"""A colleague asked something on a stage: rung as for a call, and joined to nobody."""

from __future__ import annotations

from collections.abc import Callable

from appliance.calls.leg import OfferOutcome, Report
from appliance.prompts.catalogue import Sentence
from appliance.simulator import simulation_events as on
from appliance.simulator.offer import Offer, RestingLeg, Turn


class Consultation(Offer):
    """One question. `settle` does what key 1 accepts, and gives what they then hear."""

    def __init__(self, leg: RestingLeg, question: Sentence, report: Report, settle: Callable[[], Sentence]) -> None:
        super().__init__(leg, question, report)
        self._settle = settle

    def _settled(self, winner: Turn) -> None:
        self._stage.tell(on.PhoneIsReleased(winner.phone, OfferOutcome.ACCEPTED, self._settle()))
