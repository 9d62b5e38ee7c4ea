"""Two legs joined; and the caller brought back when the other leg is gone before they have talked.

FreeSWITCH ends the caller too when the other leg dies while `uuid_bridge` is at work, or just after. Its ways out of
there (switch_ivr_bridge.c) are made to lead to the dialplan's `again`, which connects the caller to us once more:
`transfer_after_bridge`, `uuid_bridge_continue_on_cancel` on the caller's leg, `rdnis` on the other (see `ringing`).
A second later they are closed, by FreeSWITCH itself if we are dead: whoever hangs up then ends the conversation.
Those of a caller whose agent talks in a page stay open, and lead nowhere once that agent has hung up: a page that is
reloaded or cut off has not, and its agent may come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import gevent

from appliance.calls.leg import IN_THE_PAGE
from appliance.switch.commands import many_variables
from appliance.switch.control import Control
from appliance.switch.joined import GONE, UNSETTLED
from appliance.switch.pending_legs import is_the_fallbacks
from appliance.switch.taking_in_hand import take_in_hand
from appliance.switch.transport import Disconnected, LegSocket, SwitchError

SETTLED_SECONDS = 1.0
NET_SECONDS = 2  # FreeSWITCH counts whole seconds: between one and two and a half
WAYS_BACK = {
    "transfer_after_bridge": "again:XML:astreinte",
    "uuid_bridge_continue_on_cancel": "true",
    "astreinte_next": "again",
}
TALKED = {UNSETTLED: ""}
NO_WAY_BACK = {"transfer_after_bridge": "", "astreinte_next": "fallback", **TALKED}
WAY_BACK_FROM_A_PAGE = {"astreinte_in_page": "true", **TALKED}  # the dialplan ends the call where its agent hung up
HUNG_UP = "NORMAL_CLEARING"  # of a leg whose person has; a page that is left gives another cause, or none
APART = {"astreinte_apart": "true", "astreinte_returns": "true"}  # an agent's leg, whoever dialled it
IN_THE_SCRIPT = {"socket_resume": "true", "astreinte_joined": "", "astreinte_in_page": "", GONE: "", **NO_WAY_BACK}


@dataclass(frozen=True)
class Accepted:
    """Who takes the call: an agent or OFFICE, on which of their telephones (from 0), that leg, and how long after the
    beginning of the call. The caller's leg carries it into its record: it is known even if we die before it is written.
    """

    agent: str
    phone: int
    leg: str
    after_seconds: float

    @property
    def in_page(self) -> bool:
        """Whether the leg is a page's."""
        return self.phone == IN_THE_PAGE

    @property
    def settled(self) -> dict[str, str]:
        """What the caller's leg carries once they have talked: whether anything leads back from there."""
        return WAY_BACK_FROM_A_PAGE if self.in_page else NO_WAY_BACK

    @property
    def variables(self) -> dict[str, str]:
        """What the caller's leg carries."""
        return {
            "astreinte_joined": self.leg,
            "astreinte_joined_agent": self.agent,
            "astreinte_joined_phone": str(self.phone),
            "astreinte_joined_after": str(round(self.after_seconds * 1000)),
        }


def join(
    control: Control, socket: LegSocket, accepted: Accepted, back: str, *, settles: bool = True
) -> gevent.Greenlet:
    """Join the caller, on their own connection, to another leg; `back`: the address that `again` connects to.

    Both are named on the inbound connection: asked on the caller's own, FreeSWITCH leaves the other leg behind at the
    end. The caller's connection is closed: a conversation needs no controller. What is returned closes the ways back
    in a second; killed, or unless it `settles`, it does not. Raises SwitchError: nothing is joined.
    """
    caller = socket.uuid
    try:
        ways = {"socket_resume": "false", "astreinte_back": back, "astreinte_in_page": "", **WAYS_BACK}
        ways |= accepted.variables | {UNSETTLED: accepted.agent if settles else ""}
        socket.api("uuid_setvar_multi", *many_variables(caller, ways))
        control.api("uuid_bridge", caller, accepted.leg)
    except SwitchError:
        with suppress(SwitchError):
            socket.api("uuid_setvar_multi", *many_variables(caller, IN_THE_SCRIPT))
        raise
    return gevent.spawn(_settle, control, socket, accepted.settled) if settles else gevent.spawn(socket.close)


def close_ways_back(control: Control, caller: str, accepted: Accepted | None) -> None:
    """Whoever hangs up from now on ends the conversation with who accepted. Raises SwitchError."""
    control.api("uuid_setvar_multi", *many_variables(caller, NO_WAY_BACK if accepted is None else accepted.settled))


def was_lost(back: LegSocket) -> bool:
    """Of a caller who has come back: whether the other leg ended without its person having hung up."""
    return back.opening.variable("last_bridge_hangup_cause") != HUNG_UP


def part(control: Control, caller: str, agent: str, back: str, settled: Mapping[str, str] = NO_WAY_BACK) -> None:
    """Have both legs of a conversation connect to us once more, by the dialplan's `again`: each apart, and alive.

    `back`: the address that they connect to. Raises SwitchError: they may talk on, `settled` as they were.
    """
    control.api("uuid_setvar_multi", *many_variables(agent, {"astreinte_back": back, **APART}))
    apart = {"astreinte_back": back, "astreinte_next": "again", "astreinte_in_page": ""}
    control.api("uuid_setvar_multi", *many_variables(caller, apart))
    try:
        control.api("uuid_transfer", caller, "-both", "again", "XML", "astreinte")
    except SwitchError:
        with suppress(SwitchError):
            control.api("uuid_setvar_multi", *many_variables(caller, settled))
        raise


def _settle(control: Control, socket: LegSocket, settled: Mapping[str, str]) -> None:
    """The connection first: one that ends later would end the next one's hold on the leg (CF_CONTROLLED)."""
    socket.close()
    closing = many_variables(socket.uuid, settled)
    with suppress(SwitchError):
        control.api("sched_api", f"+{NET_SECONDS}", _task(socket.uuid), "uuid_setvar_multi", *closing)
        gevent.sleep(SETTLED_SECONDS)
        control.api("uuid_setvar_multi", *closing)
        control.api("sched_del", _task(socket.uuid))


def take_back(control: Control, socket: LegSocket, longest: int) -> None:
    """A caller is back, on a new connection: theirs is the script again. `longest`: seconds a call may last.

    Raises SwitchError: the caller has left; Disconnected of one whom the fallback has taken, as nothing more can
    be asked of their leg by us.
    """
    if is_the_fallbacks(socket) or not take_in_hand(socket, longest):
        raise Disconnected("Le mode secours a pris l'appelant.")
    with suppress(SwitchError):
        control.api("sched_del", _task(socket.uuid))
    socket.api("uuid_setvar_multi", *many_variables(socket.uuid, IN_THE_SCRIPT))


def _task(caller: str) -> str:
    return f"joined-{caller}"
