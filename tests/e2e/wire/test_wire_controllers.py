"""Controllers that die or freeze, and the keys that a good one hears."""

from __future__ import annotations

import time

import pytest
from bare_controllers import FrozenController, ListeningController
from bare_freeswitch import BareFreeSwitch
from on_the_wire import DID, FIRST, IN_THE_MATRIX, SECOND, THIRD, is_recorded, record_of
from phones.caller import Caller
from phones.carrier import Carrier

pytestmark = IN_THE_MATRIX


def test_a_frozen_controller_costs_six_seconds_and_its_late_death_changes_nothing(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    for number in (FIRST, SECOND, THIRD):
        carrier.mobile(number).will_refuse(480)
    with FrozenController(switch.config.switch.socket_ports[0]) as controller:
        caller = Caller(carrier, "0678900003").dials(DID)
        controller.has_taken_a_call()
        assert caller.is_answered(within=9) - caller.dialled_at < 7.5
        controller.dies()
        caller.hums(440.0)
        is_recorded(switch.config.recordings_dir)
        caller.presses("#")
        caller.is_hung_up(within=8)
    assert record_of(switch, "0678900003").fallback


def test_a_mobile_left_ringing_by_a_dead_controller_stops_within_a_second_and_is_rung_again(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    with ListeningController(switch.config.switch.socket_ports[0]) as controller:
        caller = Caller(carrier).calls(DID)
        leg = controller.leg()
        mobile = carrier.mobile(FIRST)
        switch.api(f"originate {{astreinte_caller={leg}}}sofia/gateway/op1/{FIRST} &park", how="bgapi")
        left_ringing = mobile.rings()
        died = time.monotonic()
        controller.dies()
        assert left_ringing.stops_ringing(within=3) - died < 1.0
        mobile.rings()
        assert not caller.ended


@pytest.mark.parametrize("by", ["rfc2833", "info", "both"])
def test_each_key_counts_once_however_it_comes(switch: BareFreeSwitch, carrier: Carrier, by: str) -> None:
    with ListeningController(switch.config.switch.socket_ports[0]) as controller:
        caller = Caller(carrier).calls(DID)
        caller.presses("40719", by)
        assert controller.hears(5) == "40719"


def test_keys_are_heard_as_tones_on_a_leg_without_telephone_events(switch: BareFreeSwitch, carrier: Carrier) -> None:
    with ListeningController(switch.config.switch.socket_ports[0], "spandsp_start_dtmf") as controller:
        caller = Caller(carrier, telephone_event=False).calls(DID)
        caller.presses("40719", "inband")
        assert controller.hears(5) == "40719"


def test_an_agent_whose_keys_are_tones_gets_the_caller_of_the_fallback(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    mobile = carrier.mobile(FIRST).will_answer(press="1", by="inband")
    mobile.inband = True
    caller = Caller(carrier).calls(DID)
    mobile.rings().hums(700.0)
    caller.hears_tone(700.0, within=10)
