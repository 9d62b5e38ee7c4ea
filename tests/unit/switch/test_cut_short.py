"""What a key cuts short: the key is acted upon at once, and what is said next waits until the leg is silent."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import gevent
import pytest
from gevent.event import Event as Flag

from appliance.switch.frames import Event
from appliance.switch.keys_pressed import KeysPressed
from appliance.switch.leg_socket import Ended
from appliance.switch.speaking import BREAK_AGAIN_SECONDS, SpeakingLeg
from appliance.switch.transport import LegSocket

WHISPER, REFUSED = Path("/nowhere/whisper.wav"), Path("/nowhere/refused.wav")


class UnhurriedSwitch:
    """A leg's connection on which what is broken off goes on until `silent` is set."""

    uuid = "agent"

    def __init__(self) -> None:
        self.digits = KeysPressed()
        self.over, self.silent, self.asked = Flag(), Flag(), list[str]()
        self.typed = ""  # once the next file has begun

    def start(self, application: str, argument: str, *, told: Ended) -> str:
        self.silent.rawlink(lambda _: told(Event({})))
        self.asked.append(Path(argument).stem)
        for digit in self.typed:
            self.digits.put(digit)
        self.typed = ""
        return argument

    def api(self, command: str, *arguments: str) -> str:
        self.asked.append(command)
        return "+OK"


@pytest.fixture
def switch() -> UnhurriedSwitch:
    return UnhurriedSwitch()


@pytest.fixture
def leg(switch: UnhurriedSwitch) -> SpeakingLeg:
    return SpeakingLeg(cast(LegSocket, switch))


def key_during_the_whisper(switch: UnhurriedSwitch, leg: SpeakingLeg) -> str | None:
    switch.typed = "1"
    with gevent.Timeout(1):
        leg.play([WHISPER], until_key=True)
        return leg.key(0)


def test_a_key_is_acted_upon_before_the_whisper_has_ended(switch: UnhurriedSwitch, leg: SpeakingLeg) -> None:
    """It takes FreeSWITCH a packet or two to end it: whom the key joins does not wait for it."""
    assert key_during_the_whisper(switch, leg) == "1"
    assert not switch.silent.is_set() and switch.asked == ["whisper", "uuid_break"]


def test_what_is_said_after_a_key_waits_for_the_end_and_breaks_nothing_off(
    switch: UnhurriedSwitch, leg: SpeakingLeg
) -> None:
    """A second break that comes after the end of the first file would cut the second."""
    key_during_the_whisper(switch, leg)
    gevent.spawn(switch.silent.set)
    leg.play([REFUSED])
    assert switch.asked == ["whisper", "uuid_break", "refused"]


def test_what_a_key_typed_ahead_would_cut_is_not_begun(switch: UnhurriedSwitch, leg: SpeakingLeg) -> None:
    """A break asked for as soon as a file is would be lost, and the file heard to its end."""
    switch.digits.put("1")
    gevent.sleep(0)
    with gevent.Timeout(1):
        leg.play([WHISPER, REFUSED], until_key=True)
    assert switch.asked == [] and leg.key(0) == "1"


def test_a_break_that_was_lost_is_asked_for_again_while_figures_are_typed(
    switch: UnhurriedSwitch, leg: SpeakingLeg
) -> None:
    """Nothing else is played meanwhile: the sentence would go on under them to its end."""
    key_during_the_whisper(switch, leg)
    again = gevent.spawn(lambda: (_until(switch, breaks=2), switch.silent.set(), switch.digits.put("2")))
    assert leg.key(3) == "2" and again.ready()
    gevent.sleep(2 * BREAK_AGAIN_SECONDS)
    assert switch.asked == ["whisper", "uuid_break", "uuid_break"], "it has ended"


def test_a_break_that_was_lost_is_asked_for_again(switch: UnhurriedSwitch, leg: SpeakingLeg) -> None:
    """It is, where the file had not begun."""
    key_during_the_whisper(switch, leg)
    again = gevent.spawn(lambda: (_until(switch, breaks=2), switch.silent.set()))
    leg.play([REFUSED])
    assert switch.asked == ["whisper", "uuid_break", "uuid_break", "refused"] and again.ready()


def _until(switch: UnhurriedSwitch, *, breaks: int) -> None:
    with gevent.Timeout(2):
        while switch.asked.count("uuid_break") < breaks:
            gevent.sleep(0.01)
