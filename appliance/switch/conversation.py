"""Whom one caller talks to: joined, waited for, ended; and the way back when the other leg is gone at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, suppress

import gevent
from gevent.event import Event

from appliance.switch.bridging import SETTLED_SECONDS, Accepted, join, take_back
from appliance.switch.control import LegWatch
from appliance.switch.pending_legs import Arrival
from appliance.switch.ringing import Dialler
from appliance.switch.transport import LegSocket, SwitchError

log = logging.getLogger(__name__)

SETTLING_SECONDS = SETTLED_SECONDS + 2.0  # after which nobody comes back from a conversation


class Conversation:
    """One caller's, again with another if the first was gone at once. `caller`: their leg.

    `talking` is set once no script is needed any more.
    """

    def __init__(self, caller: str, dialler: Dialler, watch: LegWatch) -> None:
        self.talking = Event()
        self._caller, self._dialler, self._watch = caller, dialler, watch
        self._other = ""  # the leg that the caller talks to
        self._back = Arrival()  # the caller's next connection, if that leg is gone at once
        self._ways_back = ExitStack()
        self._settling: gevent.Greenlet | None = None  # closes those ways, in a second

    @property
    def goes_on(self) -> bool:
        """Whether the caller is joined: on their own connection no more."""
        return bool(self._other)

    def begin(self, socket: LegSocket, accepted: Accepted) -> bool:
        """Join an answered leg to the caller, who is on `socket`; False: they could not be, and nothing has changed."""
        back = self._ways_back.enter_context(self._dialler.arrivals.expect(self._caller))
        address = f"127.0.0.1:{self._dialler.socket_port()}"
        try:
            self._settling = join(self._dialler.control, socket, accepted, address)
        except SwitchError as error:
            log.warning("legs could not be joined: %s", error)
            return False
        self._other, self._back = accepted.leg, back
        return True

    def wait(self) -> bool:
        """Wait for its end. True: the caller has left; False: whoever took the call was gone at once."""
        ends = [self._watch.gone, self._back.socket]
        if not gevent.wait(ends, timeout=SETTLING_SECONDS, count=1):
            self.talking.set()
            gevent.wait(ends, count=1)
        return bool(self._watch.gone.is_set())

    def bring_back(self, follow: Callable[[LegSocket], None]) -> None:
        """Have the caller in the script again; `follow`: what it does with their new connection.

        Raises SwitchError: the caller has left, or is the fallback's. Raises what `follow` does.
        """
        socket = self._back.socket.get()
        gevent.kill(self._settling)
        take_back(self._dialler.control, socket, self._dialler.longest_call)
        follow(socket)
        self._other = ""

    def end(self) -> None:
        """Each by its name: the end of one, in the very moment of the joining, would leave the other alive and mute."""
        gevent.kill(self._settling)
        for leg in (self._caller, self._other):
            self._kill(leg)

    def release(self, *, left: bool) -> None:
        """Nobody comes back any more. `left`: FreeSWITCH has said that the caller hung up.

        A caller who leaves in the very moment of the joining leaves the other leg alive and mute: it is ended too.
        """
        self._ways_back.close()
        if self._other and left:
            self._kill(self._other)

    def _kill(self, leg: str) -> None:
        with suppress(SwitchError):
            self._dialler.control.api("uuid_kill", leg, "NORMAL_CLEARING")
