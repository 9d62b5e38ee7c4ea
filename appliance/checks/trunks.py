"""Whether a trunk answers, read of what FreeSWITCH says of its gateway."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from appliance.config import Trunk

NEVER_ASKED = "jamais interrogé (ping_seconds = 0), les appels diront s'il répond"
NO_ANSWER = "n'a encore rien répondu ; s'il ne répond jamais aux OPTIONS, mettez ping_seconds à 0"
SILENT = "ne répond plus"


class Reach(Enum):
    """How a trunk is found."""

    UP = "up"
    UNHEARD = "unheard"  # it has answered nothing yet, since FreeSWITCH started
    UNREGISTERED = "unregistered"
    DOWN = "down"  # it answered, and does not any more


@dataclass(frozen=True)
class TrunkSeen:
    """`said`: in French, without its name."""

    reach: Reach
    said: str


def trunk_seen(trunk: Trunk, answer: str) -> TrunkSeen:
    """`answer`: FreeSWITCH's, to `sofia status gateway`.

    By its registration where it registers; and by what it answered to our pings: one never asked is not praised. An
    operator that dies stays registered until the registration is renewed, minutes later.
    """
    lines = answer.splitlines()
    facts = dict(line.split(None, 1) for line in lines if len(line.split(None, 1)) == 2)
    state = facts.get("State", "inconnu").strip()
    pinged = _pinged(trunk, facts)
    if not trunk.register or pinged.reach is Reach.DOWN:
        return pinged
    return TrunkSeen(Reach.UP, "enregistré") if state == "REGED" else TrunkSeen(Reach.UNREGISTERED, state)


def _pinged(trunk: Trunk, facts: dict[str, str]) -> TrunkSeen:
    """`PingState` is least/answered/most: answered counts up to most, a silence takes one away."""
    if not trunk.ping_seconds:
        return TrunkSeen(Reach.UP, NEVER_ASKED)
    if facts.get("PingState", "").strip().split("/")[1:2] not in ([], ["0"]):
        return TrunkSeen(Reach.UP, "répond")
    if facts.get("PingTime", "").strip() not in ("", "0.00"):
        return TrunkSeen(Reach.DOWN, SILENT)
    return TrunkSeen(Reach.UNHEARD, NO_ANSWER)
