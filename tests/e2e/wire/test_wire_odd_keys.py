"""Keys as some operators really send them: tones though the SDP says telephone-event, a payload that nobody offered."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from bare_controllers import ListeningController
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX, a_trunk
from phones.caller import Caller
from phones.carrier import Carrier

from appliance.company.model import Ring

pytestmark = IN_THE_MATRIX

ITS_OWN = 96  # what this operator calls telephone-event, whatever is offered


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BareFreeSwitch, Carrier]]:
    """A box set for this operator: `tones`, `telephone_event`."""
    carrier = Carrier()
    assert FREESWITCH is not None
    trunk = a_trunk("op1", carrier.address, tones=True)
    switch = BareFreeSwitch(tmp_path_factory.mktemp("state"), FREESWITCH, (trunk,))
    sip = msgspec.structs.replace(switch.config.sip, telephone_event=ITS_OWN)
    switch.config = msgspec.structs.replace(switch.config, sip=sip)
    switch.start()
    switch.export(company(ring=Ring(seconds=20, rounds=1)))
    carrier.appliance = ("127.0.0.1", switch.sip_port)
    yield switch, carrier
    switch.stop()
    carrier.close()


@pytest.fixture
def switch(running: tuple[BareFreeSwitch, Carrier]) -> Iterator[BareFreeSwitch]:
    yield running[0]
    running[1].forget()
    running[0].api("hupall MANAGER_REQUEST")
    running[0].is_empty()


@pytest.fixture
def carrier(running: tuple[BareFreeSwitch, Carrier], switch: BareFreeSwitch) -> Carrier:
    return running[1]


def is_joined(carrier: Carrier) -> None:
    caller = Caller(carrier).calls(DID)
    call = carrier.mobile(FIRST).rings(within=10)
    caller.hums(440)
    call.hears_tone(440, within=10)


def test_an_agent_accepts_by_a_tone_though_their_sdp_says_telephone_event(carrier: Carrier) -> None:
    carrier.mobile(FIRST).will_answer(press="1", press_after=2.0, by="inband")
    is_joined(carrier)


def test_an_agent_whose_operator_numbers_the_keys_its_own_way_is_heard(carrier: Carrier) -> None:
    mobile = carrier.mobile(FIRST)
    mobile.numbers_keys = ITS_OWN
    mobile.will_answer(press="1", press_after=2.0)
    is_joined(carrier)


@pytest.mark.parametrize("by", [("inband",), ("rfc2833",), ("rfc2833", "inband"), ("inband", "info")], ids="+".join)
def test_each_key_of_a_caller_counts_once_however_it_comes(
    switch: BareFreeSwitch, carrier: Carrier, by: tuple[str, ...]
) -> None:
    with ListeningController(switch.config.switch.socket_ports[0], "spandsp_start_dtmf") as controller:
        caller = Caller(carrier).calls(DID)
        heard = ""
        for key in "40719":
            for way in by:
                caller.presses(key, way)
            heard += controller.hears(1)
        assert heard == "40719"
