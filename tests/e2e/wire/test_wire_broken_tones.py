"""Keys as tones on a bad line: a tone that a packet cuts in two is one key, two short presses of a key are two."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from bare_controllers import ListeningController
from bare_freeswitch import BareFreeSwitch
from on_the_wire import DID, IN_THE_MATRIX
from phones import sound
from phones.caller import Caller
from phones.carrier import Carrier

pytestmark = IN_THE_MATRIX

ORDER = "40719"
HELD = 0.3  # seconds: frames 5 to 19 of a key that 0.1 s of silence precedes
NORM = 0.065  # seconds that a tone, and the silence after it, last at least: 3GPP TS 26.114, G.2
BLOCK = 102  # samples, of which FreeSWITCH asks whether they are a key


@pytest.fixture
def controller(switch: BareFreeSwitch) -> Iterator[ListeningController]:
    with ListeningController(switch.config.switch.socket_ports[0], "spandsp_start_dtmf") as controller:
        yield controller


@pytest.mark.parametrize(("lost", "late"), [((10,), ()), ((), (10,))], ids=["lost", "late"])
def test_a_key_whose_tone_one_packet_cuts_in_two_counts_once(
    controller: ListeningController, carrier: Carrier, lost: tuple[int], late: tuple[int]
) -> None:
    caller = Caller(carrier, telephone_event=False).calls(DID)
    for shift in range(0, BLOCK, BLOCK // 3):
        for key in ORDER:
            tone = np.concatenate([sound.silence(shift / sound.RATE), sound.keypad(key, each=HELD)])
            caller.stream.say(tone, lost, late)
        assert controller.hears(len(ORDER)) == ORDER


@pytest.mark.parametrize("each", [0.07, NORM], ids=["70 ms", "65 ms"])
def test_a_key_pressed_twice_as_fast_as_a_telephone_may_counts_twice(
    controller: ListeningController, carrier: Carrier, each: float
) -> None:
    caller = Caller(carrier, telephone_event=False).calls(DID)
    for shift in range(0, BLOCK, BLOCK // 6):
        keys = sound.keypad("4407711", each=each, gap=each)
        caller.stream.say(np.concatenate([sound.silence(shift / sound.RATE), keys]))
        assert controller.hears(7) == "4407711"
