"""The leg of an agent who rings a caller back from a page: answered, told, let hear it ring, joined or hung up."""

from __future__ import annotations

from contextlib import suppress

from appliance.prompts.catalogue import say
from appliance.switch.hearing import OVER, RINGBACK, hang_up
from appliance.switch.speaking import SpeakingLeg
from appliance.switch.transport import CommandRefused, LegSocket, SwitchError
from appliance.switch.voice import Voice

VARIABLE = "astreinte_ring_back"  # of the dialplan: the ticket that was dialled
ANSWER_SECONDS = 10
REFUSE_SECONDS = 5


def ticket_of(socket: LegSocket) -> str:
    """The ticket of a page that rings back, which has just called; "" for any other leg, one that comes back too."""
    opening = socket.opening
    return "" if opening.variable("astreinte_apart") == "true" else opening.variable(VARIABLE)


def cancel_hang_up(socket: LegSocket) -> None:
    """Before anything else: that of a page whose controller is mute. Raises Disconnected."""
    with suppress(CommandRefused):  # nothing is left to cancel
        socket.api("sched_del", socket.uuid)


def refuse(socket: LegSocket) -> None:
    """Nobody is rung for it. Raises Disconnected, CommandTimeout."""
    socket.execute("respond", "403 Forbidden", timeout=REFUSE_SECONDS)


class CallingPage:
    """Implements `InThePage`, in the language of its agent, by its code."""

    def __init__(self, socket: LegSocket, voice: Voice, language: str) -> None:
        self.leg = socket.uuid
        self._voice, self._language, self._speaking = voice, language, SpeakingLeg(socket)

    def begin(self, call: str) -> bool:
        """Answer, say that the line calls, let hear it ring; False: they have gone. `call`: whose leg this is."""
        leg = self._speaking
        try:
            leg.socket.execute("answer", timeout=ANSWER_SECONDS)
            leg.socket.set_variable("astreinte_caller", call)
            leg.prepare()
            leg.play(self._voice.paths([say("agents_calling_back", self._language)]))
            leg.start_tone(RINGBACK)
        except (*OVER, SwitchError):
            return False
        return True

    def has_left(self) -> bool:
        return bool(self._speaking.socket.over.is_set())

    def is_joined(self) -> None:
        """A conversation needs no controller: the connection is given up."""
        self.release()
        self._speaking.socket.close()

    def is_told(self) -> None:
        leg = self._speaking
        with suppress(*OVER, SwitchError):
            leg.forget_keys()
            leg.stop()
            leg.play(self._voice.paths([say("agents_caller_unreached", self._language)]))
        hang_up(leg)

    def release(self) -> None:
        """Listen to it no more: it is joined, or over."""
        self._speaking.release()
