"""The first word to FreeSWITCH about a leg that has come to us: it waits for no rescue any more, and ends some day."""

from __future__ import annotations

from appliance.switch.commands import api_line
from appliance.switch.esl_connection import accepted
from appliance.switch.transport import CommandRefused, LegSocket


def take_in_hand(socket: LegSocket, longest: int) -> bool:
    """Cancel what the dialplan would do with this leg if we were mute; whether it was to do anything still.

    `sched_del` deletes all that is to happen to it: the hang-up after `longest` seconds is asked for after it, in the
    same go. Raises Disconnected, CommandRefused where the leg has no end.
    """
    of = socket.uuid
    cancelled, capped = socket.requests(
        (api_line("sched_del", of),), (api_line("sched_hangup", f"+{longest}", of, "ALLOTTED_TIMEOUT"),)
    )
    accepted(capped.data.strip(), "sched_hangup")
    try:
        accepted(cancelled.data.strip(), "sched_del")
    except CommandRefused:
        return False
    return True
