"""Where the ringing back of a caller stands, as the page of the agent who asked for it is told. Pure."""

from __future__ import annotations

from enum import StrEnum

from appliance.calls.leg import OfferOutcome


class RingBackState(StrEnum):
    """From the page's asking to the end of the call, or to why nobody was rung."""

    ASKED = "asked"  # the page has not dialled yet
    RINGS = "rings"  # all that is checked is checked: the caller's telephone is dialled
    TALKS = "talks"
    # They have talked, or the caller was not there:
    ENDED = "ended"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    GONE = "gone"  # one of the two hung up at once
    # Nobody was rung:
    OVER = "over"  # it is the agent's to treat no more
    TAKEN = "taken"  # by somebody else
    HIDDEN = "hidden"  # the caller showed no number
    NOT_DIALLED = "not_dialled"  # the rule of what may be dialled
    CAPPED = "capped"  # what goes out
    HELD = "held"  # the agent, by another call
    STOPPED = "stopped"  # the controller leaves
    FAILED = "failed"  # the database does not answer


def of_caller(outcome: OfferOutcome) -> RingBackState:
    """How the caller's telephone ended, unanswered."""
    match outcome:
        case OfferOutcome.BUSY | OfferOutcome.REFUSED:
            return RingBackState.BUSY
        case OfferOutcome.NO_ANSWER | OfferOutcome.UNCONFIRMED:
            return RingBackState.NO_ANSWER
        case OfferOutcome.ACCEPTED | OfferOutcome.UNREACHABLE | OfferOutcome.CANCELLED:
            return RingBackState.UNREACHABLE
