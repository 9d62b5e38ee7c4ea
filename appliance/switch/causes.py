"""FreeSWITCH's hangup causes of a leg that we dialled, in the words of an offer."""

from __future__ import annotations

from appliance.calls.leg import OfferOutcome
from appliance.calls.notes import Refusal

_OUTCOMES = {
    "USER_BUSY": OfferOutcome.BUSY,
    "CALL_REJECTED": OfferOutcome.REFUSED,
    "NO_ANSWER": OfferOutcome.NO_ANSWER,
    "ALLOTTED_TIMEOUT": OfferOutcome.NO_ANSWER,
    "PROGRESS_TIMEOUT": OfferOutcome.NO_ANSWER,
    "ORIGINATOR_CANCEL": OfferOutcome.CANCELLED,
}

# Causes that speak of the trunk and not of the telephone: the next gateway may do better.
# sofia gives RECOVERY_ON_TIMER_EXPIRE for a mute peer and for 408/504, NORMAL_TEMPORARY_FAILURE for 503.
TRUNK_CAUSES = frozenset(
    {
        "GATEWAY_DOWN",
        "INVALID_GATEWAY",
        "NETWORK_OUT_OF_ORDER",
        "NORMAL_TEMPORARY_FAILURE",
        "NORMAL_CIRCUIT_CONGESTION",
        "RECOVERY_ON_TIMER_EXPIRE",
        "REQUESTED_CHAN_UNAVAIL",
        "SERVICE_UNAVAILABLE",
        "SERVICE_NOT_IMPLEMENTED",
        "SWITCH_CONGESTION",
        "DESTINATION_OUT_OF_ORDER",
    }
)


# Why FreeSWITCH refuses a call by itself, by its cause, in the journal's words: 488, nothing in common to speak by.
REFUSALS = {"INCOMPATIBLE_DESTINATION": Refusal.NO_CODEC}

# The account of the trunk is blocked, unpaid or unknown: FreeSWITCH's cause is then CALL_REJECTED, as for 603.
REFUSED_BY_TRUNK = frozenset({"401", "402", "403", "407"})


def is_of_the_trunk(cause: str, sip_status: str = "") -> bool:
    """Whether a leg failed before any telephone could ring, so that the next gateway may do better."""
    return cause in TRUNK_CAUSES or sip_status in REFUSED_BY_TRUNK


def outcome_of(cause: str, sip_status: str = "") -> OfferOutcome:
    """What a hangup cause means for the agent's record; anything unknown is unreachable."""
    if sip_status in REFUSED_BY_TRUNK:
        return OfferOutcome.UNREACHABLE
    return _OUTCOMES.get(cause, OfferOutcome.UNREACHABLE)
