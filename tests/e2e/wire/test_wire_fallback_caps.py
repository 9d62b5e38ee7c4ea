"""A storm without a controller: FreeSWITCH dials so many telephones in an hour, then its callers leave a message."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, IN_THE_MATRIX, SECOND, THIRD
from phones.caller import Caller
from phones.carrier import Carrier

from appliance.company.model import Ring, RingStrategy
from appliance.outgoing import Caps
from appliance.switch import fallback_caps

pytestmark = IN_THE_MATRIX

BEEP = 1000.0
ANOTHER = "0678900077"
TOGETHER = Ring(RingStrategy.SIMULTANEOUS, 30, 1)


@pytest.fixture
def capped(switch: BareFreeSwitch) -> Iterator[BareFreeSwitch]:
    before = switch.config
    yield switch
    switch.config = before


def at_most(switch: BareFreeSwitch, legs: int, ring: Ring) -> None:
    """A cap that no other test has: its count is at nothing."""
    switch.config = msgspec.structs.replace(switch.config, caps=Caps(legs_per_hour=legs))
    switch.export(company(ring=ring), "op1", "op2")


def test_beyond_the_cap_of_the_hour_nobody_is_rung_and_each_caller_leaves_a_message(
    capped: BareFreeSwitch, carrier: Carrier
) -> None:
    """The third telephone would be one too many; so is the first, for the next callers."""
    at_most(capped, 2, Ring(seconds=20, rounds=1))
    mobiles = [carrier.mobile(number) for number in (FIRST, SECOND)]
    for mobile in mobiles:
        mobile.will_refuse(486)
    third = carrier.mobile(THIRD)
    first = Caller(carrier).calls(DID)
    first.hears_tone(BEEP, within=25)
    first.hangs_up()
    Caller(carrier, ANOTHER).calls(DID).hears_tone(BEEP, within=15)
    third.was_never_rung()
    for mobile in mobiles:
        mobile.was_rung(1)


def test_a_number_that_calls_without_end_spends_a_part_of_it_and_others_are_rung(
    capped: BareFreeSwitch, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenth of ten: one telephone an hour for each number that calls."""
    monkeypatch.setattr(fallback_caps, "LEAST", 1)
    at_most(capped, 10, Ring(seconds=20, rounds=1))
    durand = carrier.mobile(FIRST)
    stormy = Caller(carrier).calls(DID)
    durand.rings()
    stormy.hangs_up()
    Caller(carrier, stormy.number).calls(DID).hears_tone(BEEP, within=15)
    durand.was_rung(1)
    other = Caller(carrier, ANOTHER).calls(DID)
    durand.rings(within=8)
    other.hangs_up()


def test_a_wave_that_would_pass_the_cap_is_not_begun(capped: BareFreeSwitch, carrier: Carrier) -> None:
    at_most(capped, 1, TOGETHER)
    Caller(carrier).calls(DID).hears_tone(BEEP, within=15)
    for number in (FIRST, THIRD):
        carrier.mobile(number).was_never_rung()
