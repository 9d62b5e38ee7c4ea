"""How what agents are asked by telephone stands, in French. Pure."""

from __future__ import annotations

from typing import assert_never

from appliance.calls.outcome_words import kept_offer
from appliance.planning.moments import clock_text
from appliance.planning.wall_clock import wall_clock
from appliance.store.asks.queue import INTERRUPTED, Ask, Ending
from appliance.store.asks.tables import Tried

NEVER_FREE = "était en communication, et n'a pas été dérangé"


def tried_words(one: Tried) -> str:
    """« n'a pas répondu »."""
    return "l'appel a été interrompu" if one.outcome == INTERRUPTED else kept_offer(one.outcome).told


def reasons(ask: Ask) -> str:
    """« n'a pas répondu, puis était injoignable »."""
    told = list(dict.fromkeys(tried_words(one) for one in ask.tried)) or [NEVER_FREE]
    return ", puis ".join(told)


def standing(ask: Ask, timezone: str) -> str:
    """« confirmée par téléphone à 17 h 31 »; "" while there is nothing to say of it."""
    at = clock_text(wall_clock(ask.ended_at, timezone)) if ask.ended_at else ""
    match ask.ending:
        case None:
            return f"pas encore confirmée : {reasons(ask)}" if ask.tried else ""
        case Ending.CONFIRMED:
            return f"confirmée par téléphone à {at}"
        case Ending.REFUSED:
            return f"refusée par téléphone à {at}"
        case Ending.UNANSWERED:
            return f"non confirmée : {reasons(ask)}"
        case Ending.MOOT:
            return ""
        case _ as other:
            assert_never(other)
