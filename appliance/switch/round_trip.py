"""A call of our own, out through an operator and back to us: both ends are ours, and type keys to one another as tones.

Tones go as sound: heard, they prove the voice too, and an operator that makes events of them passes them as well.
"""

from __future__ import annotations

import secrets
import uuid
from contextlib import suppress
from dataclasses import replace
from enum import Enum

import gevent
from gevent.event import Event

from appliance.config import Trunk
from appliance.switch.hearing import OVER, hang_up
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring
from appliance.switch.speaking import INBAND_DETECTION, SpeakingLeg
from appliance.switch.transport import LegSocket

RING_SECONDS = 20
HELLO, HELLO_EVERY_SECONDS, HELLOS = "#", 0.5, 8
HELLO_SECONDS = 2.5  # without it somebody else has answered: nobody is to be rung by our keys
KEY_SECONDS = 4.0
LAST_SECONDS = 3.0  # for the last tones to be heard, before the call ends
LONGEST_SECONDS = 40
LOW, HIGH = (697, 770, 852, 941), (1209, 1336, 1477)  # hertz, ITU-T Q.23
PAD = ("123", "456", "789", "*0#")


class RoundTrip(Enum):
    """How it went."""

    HEARD = "heard"  # out, back, and keys both ways
    DEAF = "deaf"  # back to us, and the keys were not heard
    ELSEWHERE = "elsewhere"  # answered, and not by us: our number was not shown, or the operator answered itself
    NOT_BACK = "not_back"
    CAPPED = "capped"  # it was not made: a cap of what goes out is reached, or the share of it that is callers'


def call_ourselves(dialler: Dialler, trunk: Trunk, number: str, stop: Event) -> RoundTrip:
    """Call our own number (E.164) through this trunk, which may dial no other; `stop` ends the ringing."""
    shown = PresentedIdentity(str(uuid.uuid4()), number, None, for_caller=False, comes_back=False)
    own = replace(dialler, trunks=(trunk,), may_dial=lambda dialled: dialled == number)
    if not own.meter.may_ring(shown.caller_leg, for_caller=False):
        return RoundTrip.CAPPED
    with ring(own, number, RING_SECONDS, shown, stop, lambda: None) as answered:
        if isinstance(answered, Unanswered):
            return RoundTrip.NOT_BACK
        leg = SpeakingLeg(answered[0])
        try:
            with suppress(*OVER):
                return _typed(leg)
            return RoundTrip.DEAF
        finally:
            leg.release()
            hang_up(leg)


def answer_ourselves(socket: LegSocket) -> None:
    """Our own call, come back: say that we are there, and give back the keys that are heard, the last one first.

    Its record says nothing of a caller.
    """
    socket.set_variable("astreinte_role", "own_call")
    socket.api("sched_hangup", f"+{LONGEST_SECONDS}", socket.uuid, "ALLOTTED_TIMEOUT")
    socket.execute("answer", timeout=10)
    leg = SpeakingLeg(socket)
    try:
        with suppress(*OVER):
            _listen(leg)
            keys = _greeted(leg)
            if keys:
                leg.play([tones(keys[::-1])])
                gevent.wait([socket.over], timeout=LAST_SECONDS)
    finally:
        leg.release()
        hang_up(leg)


def tones(keys: str) -> str:
    """The keys as a telephone plays them: a fifth of a second each."""
    return "tone_stream://" + ";".join("%(200,100,{},{})".format(*pair_of(key)) for key in keys)


def pair_of(key: str) -> tuple[int, int]:
    """The two frequencies of a key."""
    row = next(place for place, keys in enumerate(PAD) if key in keys)
    return LOW[row], HIGH[PAD[row].index(key)]


def _typed(leg: SpeakingLeg) -> RoundTrip:
    """Wait for the greeting, type four digits, hear them back."""
    _listen(leg)
    if leg.key(HELLO_SECONDS) is None:
        return RoundTrip.ELSEWHERE
    code = "".join(secrets.choice(half) for half in ("123", "456", "789", "0"))  # never the same backwards
    leg.play([tones(code)])
    return RoundTrip.HEARD if _digits(leg, len(code)) == code[::-1] else RoundTrip.DEAF


def _greeted(leg: SpeakingLeg) -> str:
    """The keys that follow our greeting, which is said again until one is heard."""
    for _ in range(HELLOS):
        leg.play([tones(HELLO)])
        if first := _digits(leg, 1, HELLO_EVERY_SECONDS):
            return first + _digits(leg, 3)
    return ""


def _digits(leg: SpeakingLeg, count: int, seconds: float = KEY_SECONDS) -> str:
    """So many digits, as far as they come; a greeting that an echo gives back is none."""
    heard = ""
    while len(heard) < count and (key := leg.key(seconds)) is not None:
        heard += key if key != HELLO else ""
    return heard


def _listen(leg: SpeakingLeg) -> None:
    leg.socket.set_variable("playback_terminators", "none")
    leg.socket.start(INBAND_DETECTION)
