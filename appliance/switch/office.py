"""The telephones of an office, rung as agents are: who they are in the journal, and how their ringing ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appliance.calls.leg import OFFICE, Attempt, Invitation, OfferOutcome, Report


def invited(numbers: Sequence[str], seconds: float) -> list[Invitation]:
    """Each telephone by its place in the list."""
    return [Invitation(str(place), (number,), int(seconds)) for place, number in enumerate(numbers)]


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
