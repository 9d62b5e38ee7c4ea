"""The first word to FreeSWITCH about a leg that has come to us: it waits for no rescue any more, and ends some day."""

from __future__ import annotations

from appliance.switch.commands import api_line
from appliance.switch.esl_connection import accepted
from appliance.switch.transport import CommandRefused, Disconnected, LegSocket


def take_in_hand(socket: LegSocket, longest: int) -> bool:
    """Cancel what the dialplan would do with this leg if we were mute; False: it has begun to, and the leg is its own.

    `sched_del` deletes all that is to happen to it, the rescue's own end too: the hang-up after `longest` seconds is
    asked for after it, in the same go. How many it deleted says nothing: what has begun is told by the leg, which has
    left us alive. Raises Disconnected of one that has hung up, CommandRefused where the leg has no end.
    """
    of = socket.uuid
    _, capped = socket.requests(
        (api_line("sched_del", of),), (api_line("sched_hangup", f"+{longest}", of, "ALLOTTED_TIMEOUT"),)
    )
    try:
        accepted(capped.data.strip(), "sched_hangup")
    except CommandRefused:
        if socket.over.is_set():
            raise Disconnected("la branche a raccroché") from None
        raise
    return socket.over.is_set() or not socket.left.is_set()
