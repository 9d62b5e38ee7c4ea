"""Legs that connect back to us, handed to whoever waits for them: agents who have answered, callers who come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gevent.event import AsyncResult, Event

from appliance.switch.transport import LegSocket


class Arrival:
    """One expected leg: `socket` is filled when it connects; `done` is set when we need it no more."""

    def __init__(self) -> None:
        self.socket: AsyncResult = AsyncResult()
        self.done = Event()


def is_the_fallbacks(socket: LegSocket) -> bool:
    """Whether the dialplan has taken the caller already: a controller that comes so late lets them go."""
    return socket.opening.variable("astreinte_fallback") == "1"


def is_awaited(socket: LegSocket) -> bool:
    """True for a leg that is part of a call under way: an agent's, or a caller whom the other side left at once."""
    opening = socket.opening
    return opening.variable("astreinte_role") == "agent" or opening.variable("astreinte_returns") == "true"


class PendingLegs:
    """The legs that we are waiting for, by uuid, or by the ticket that an agent's page was given."""

    def __init__(self) -> None:
        self._expected: dict[str, Arrival] = {}

    @contextmanager
    def expect(self, name: str) -> Iterator[Arrival]:
        """Expect this leg while the block lasts; its connection is given up afterwards."""
        arrival = self._expected[name] = Arrival()
        try:
            yield arrival
        finally:
            arrival.done.set()
            if self._expected.get(name) is arrival:
                del self._expected[name]

    def deliver(self, socket: LegSocket) -> None:
        """Hand over a leg that has just connected, and keep its connection while it is needed.

        A leg that nobody expects (its call is over, or its ticket has served) is let go: it has nothing more to do and
        hangs up.
        """
        arrival = self._awaited(socket)
        if arrival is not None:
            arrival.socket.set(socket)
            arrival.done.wait()

    def _awaited(self, socket: LegSocket) -> Arrival | None:
        """By its uuid, as one that comes back is, whatever it came by before; else by a ticket that has not served."""
        if socket.uuid in self._expected:
            return self._expected[socket.uuid]
        offered = self._expected.get(socket.opening.variable("astreinte_offer"))
        return None if offered is None or offered.socket.ready() else offered
