"""An agent's own call, to be joined to a caller who waits: asked on the one leg, answered on the other."""

from __future__ import annotations

import gevent
from gevent.event import AsyncResult, Event

from appliance.calls.leg import RungBack
from appliance.switch.commands import many_variables
from appliance.switch.ringing import AS_AGENT, COMES_BACK
from appliance.switch.transport import LegSocket

HEARD_SECONDS = 2.0  # by a caller who waits: at once. Who is elsewhere by then hears nothing of it
AS_AN_AGENTS = {"socket_resume": "false", **AS_AGENT, **COMES_BACK}
AS_A_CALLERS = {"socket_resume": "true", "astreinte_role": "caller", "rdnis": ""}


class LettingIn:
    """One agent asks once; the caller's side hears it, then settles it, unless they have given up."""

    def __init__(self, taker: RungBack, leg: str) -> None:
        self.taker, self.leg = taker, leg
        self._heard, self._joined = Event(), AsyncResult()
        self._given_up = False

    def answer(self) -> bool:
        """Whether they were joined, waited for on the agent's side."""
        gevent.wait([self._heard], timeout=HEARD_SECONDS)
        self._given_up = not self._heard.is_set()
        return not self._given_up and bool(self._joined.get())

    def hear(self) -> bool:
        """Whether the agent is still to be answered: by `settle`, whatever happens."""
        if not self._given_up:
            self._heard.set()
        return not self._given_up

    def settle(self, joined: bool) -> None:
        """The answer."""
        self._joined.set(joined)


def lend(socket: LegSocket) -> None:
    """An agent's own call is to be another call's leg: as one that was dialled, it needs no controller, and the caller
    comes back to the script if it dies while they are joined. Raises SwitchError.
    """
    socket.api("uuid_setvar_multi", *many_variables(socket.uuid, AS_AN_AGENTS))


def keep(socket: LegSocket) -> None:
    """It is a call of its own again. Raises SwitchError."""
    socket.api("uuid_setvar_multi", *many_variables(socket.uuid, AS_A_CALLERS))
