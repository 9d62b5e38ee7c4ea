"""Whom a controller joined to a caller, as the caller's leg carries it (see `joining`): live, and in its record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from appliance.switch.ports_listened import listens

LEG, BRIDGED, BACK = "astreinte_joined", "last_bridge_to", "astreinte_back"
AGENT, PHONE, AFTER = "astreinte_joined_agent", "astreinte_joined_phone", "astreinte_joined_after"
UNSETTLED = "astreinte_unsettled"  # who was joined, for the first second of it
GONE = "astreinte_gone"  # who had left in that second, as the dialplan's `again` takes it down before it is over
NEVER_SET = "_undef_"


@dataclass(frozen=True)
class Joined:
    """Whom a controller joined to the caller: an agent or OFFICE, on which telephone, how long after the start."""

    agent: str
    phone: int
    after: timedelta


def joined_of(variables: Mapping[str, str]) -> Joined | None:
    """Said before the two legs are joined: FreeSWITCH's own word tells whether they were."""
    leg = variables.get(LEG)
    if not leg or variables.get(BRIDGED) != leg:
        return None
    phone, after = variables.get(PHONE, ""), variables.get(AFTER, "")
    milliseconds = int(after) if after.isdecimal() else 0
    return Joined(variables[AGENT], int(phone) if phone.isdecimal() else 0, timedelta(milliseconds=milliseconds))


def gone_at_once(variables: Mapping[str, str]) -> str | None:
    """Who was joined last and gone in that second, where no controller took the caller back, who was to come again."""
    return variables.get(GONE) or None


def left_talking(api: Callable[..., str], caller: str, alive: Collection[str]) -> Joined | None:
    """Who talks to this caller, joined by a controller that is no more. Raises SwitchError.

    `alive`: the legs of FreeSWITCH. None while the controller lives, which writes it itself: the port that the caller
    would come back to is listened to.
    """
    if caller not in alive or joined_leg(api, caller) not in alive:
        return None
    port = _variable(api, caller, BACK).rpartition(":")[2]
    if not port.isdecimal() or listens(int(port)):
        return None
    return joined_of({name: _variable(api, caller, name) for name in (LEG, BRIDGED, AGENT, PHONE, AFTER)})


def joined_leg(api: Callable[..., str], caller: str) -> str:
    """The leg to which a controller joined this caller; "" for none. Raises SwitchError."""
    return _variable(api, caller, LEG)


def _variable(api: Callable[..., str], leg: str, name: str) -> str:
    """Empty for one that the leg does not have."""
    value = api("uuid_getvar", leg, name).strip()
    return "" if value == NEVER_SET else value
