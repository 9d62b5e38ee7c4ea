"""Whether a telephone that sends no sound is still there: it is asked, and FreeSWITCH ends the call of one that is not.

A leg on hold, muted, or that suppresses silence is mute by right (RFC 3264, 8.4; RFC 3551, 4.1). The question is a
session refresh: a re-INVITE with the same offer, as every telephone knows. No answer in 4 s (64*T1), or 481, and
FreeSWITCH hangs up. An answer puts its own clock of silence (`media_timeout`) back to zero only when its SDP is new
(sofia.c: a same `o=` line is a duplicate; 488 and 491 are not looked at): that clock judges nobody before minutes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import gevent

from appliance.switch.control import LiveLegs
from appliance.switch.transport import CommandRefused, SwitchError

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0
RESUMED_SECONDS = 0.5  # the end of a hold is being answered: a question at once would meet it
HELD = "HELD"
IN_CALL = frozenset({"ACTIVE", HELD, "RING_WAIT"})  # `callstate` of a leg that was answered; the last in the fallback
PACKETS = "rtp_audio_in_packet_count"
THEIR_WAY, OUR_WAY = "remote_audio_media_flow", "origination_audio_mode"
ANSWERING = {"sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}  # RFC 3264, 8.4


class Switch(Protocol):
    """What is asked of FreeSWITCH: `control.Control` does it."""

    def live_legs(self) -> LiveLegs:
        """Every leg alive now."""

    def api(self, command: str, *arguments: str) -> str:
        """Run an API command; its output. Raises SwitchError."""


@dataclass
class Ear:
    """What was last heard of a leg: packets received in all, and since when there was neither sound nor question."""

    packets: str
    since: float
    held: bool = False


class SilenceWatch:
    """Asks each leg of this box that is mute for `seconds`, and again each time they pass. `clock`: monotonic."""

    def __init__(self, switch: Switch, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._switch, self._seconds, self._clock = switch, seconds, clock
        self._ears: dict[str, Ear] = {}

    def keep_asking(self) -> None:
        """For ever: conversations outlive the controller that made them, and are asked by the next one."""
        while True:
            gevent.sleep(LOOK_EVERY_SECONDS)
            try:
                self.look()
            except SwitchError as error:
                log.info("no leg is asked while FreeSWITCH is away: %s", error)

    def look(self) -> list[str]:
        """Listen to every leg once; the legs that were asked. Raises SwitchError."""
        states = {leg["uuid"]: leg.get("callstate", "") for leg in self._switch.live_legs().legs}
        self._ears = {leg: ear for leg, ear in self._ears.items() if leg in states}
        return [leg for leg, state in states.items() if state in IN_CALL and self._asked(leg, held=state == HELD)]

    def resumed(self, leg: str) -> None:
        """A telephone has ended its hold: asked once more, for what it answered while it held has closed the way from
        it to the other leg (switch_core_media_set_rmode), and only an answer of its own opens that again."""
        gevent.sleep(RESUMED_SECONDS)
        try:
            ask(self._switch, leg)
        except SwitchError as error:
            log.info("leg %s could not be asked at the end of its hold: %s", leg, error)

    def _asked(self, leg: str, *, held: bool) -> bool:
        try:
            if not self._is_due(leg, packets_of(self._switch, leg), held=held):
                return False
            ask(self._switch, leg)
        except CommandRefused:
            return False  # it hung up between two commands
        log.info("leg %s is silent: it is asked", leg)
        return True

    def _is_due(self, leg: str, packets: str, *, held: bool) -> bool:
        """Whether the leg is to be asked: mute for long enough, or no longer on hold (`resumed`, seen late)."""
        now = self._clock()
        ear = self._ears.get(leg)
        if ear is None or ear.packets != packets or ear.held != held:
            self._ears[leg] = Ear(packets, now, held)
            return ear is not None and ear.held and not held
        if now - ear.since < self._seconds:
            return False
        ear.since = now
        return True


def packets_of(switch: Switch, leg: str) -> str:
    """How many packets of sound have come from it in all. Raises SwitchError; CommandRefused for one that is gone."""
    switch.api("uuid_set_media_stats", leg)
    return switch.api("uuid_getvar", leg, PACKETS)


def ask(switch: Switch, leg: str) -> None:
    """Offer what answers their own last word: FreeSWITCH would turn it round at every other question. SwitchError."""
    theirs = switch.api("uuid_getvar", leg, THEIR_WAY)
    switch.api("uuid_setvar", leg, OUR_WAY, ANSWERING.get(theirs, "sendrecv"))
    switch.api("uuid_media_reneg", leg)
