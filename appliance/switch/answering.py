"""A caller's leg answered, as soon as that may be."""

from __future__ import annotations

from contextlib import suppress

from appliance.switch.speaking import OFFER
from appliance.switch.transport import CommandRefused, LegSocket


def answer_at_once(socket: LegSocket, seconds: float) -> None:
    """Answer this leg, within so many seconds. Raises Disconnected once it has gone, CommandTimeout.

    `uuid_answer` acts at once. An application waits until the leg looks for one, each 20 ms where it has no sound
    yet (switch_ivr_park), and we for its end, as long (mod_event_socket). An INVITE without SDP has it in its ACK,
    which `uuid_answer` would wait for in the place of this connection: it is answered by the application.
    """
    if socket.opening.variable(OFFER):
        with suppress(CommandRefused):  # it is gone, or going: the application tells
            socket.api("uuid_answer", socket.uuid, timeout=seconds)
            return
    socket.execute("answer", timeout=seconds)
