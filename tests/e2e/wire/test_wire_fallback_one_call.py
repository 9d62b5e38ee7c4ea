"""Several callers of the fallback: an agent is rung for one of them at a time, and free as soon as that one is over."""

from __future__ import annotations

import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, IN_THE_MATRIX, SECOND, THIRD
from phones.caller import Caller
from phones.carrier import Carrier

from appliance.company.model import Ring, RingStrategy

pytestmark = IN_THE_MATRIX

BEEP = 1000.0
ONE_BY_ONE, TOGETHER = Ring(seconds=30, rounds=1), Ring(RingStrategy.SIMULTANEOUS, 30, 1)


@pytest.mark.short
def test_a_second_caller_gets_the_next_agent_while_the_first_is_rung_or_talks(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    switch.export(company(ring=ONE_BY_ONE), "op1", "op2")
    durand, petit = carrier.mobile(FIRST), carrier.mobile(THIRD)
    first = Caller(carrier).calls(DID)
    rung = durand.rings()
    second = Caller(carrier).calls(DID)
    petit.rings(within=6)
    rung.answers()
    rung.presses("1")
    rung.hums(700.0)
    first.hears_tone(700.0, within=6)
    second.hangs_up()
    third = Caller(carrier).calls(DID)
    petit.rings(within=6)
    durand.was_rung(1)
    carrier.mobile(SECOND).was_never_rung()
    third.hangs_up()
    first.hangs_up()
    rung.is_hung_up(within=2)
    Caller(carrier).calls(DID)
    durand.rings(within=6)


@pytest.mark.parametrize("ring", [ONE_BY_ONE, TOGETHER], ids=["one by one", "together"])
def test_a_caller_who_prefers_a_message_or_leaves_frees_who_was_rung(
    switch: BareFreeSwitch, carrier: Carrier, ring: Ring
) -> None:
    switch.export(company(ring=ring), "op1", "op2")
    durand = carrier.mobile(FIRST)
    speaks = Caller(carrier).calls(DID)
    durand.rings()
    speaks.presses("*")
    speaks.hears_tone(BEEP, within=8)
    leaves = Caller(carrier).calls(DID)
    call = durand.rings(within=6)
    leaves.hangs_up()
    call.stops_ringing(within=2)
    Caller(carrier).calls(DID)
    durand.rings(within=6)


def test_when_all_ring_together_for_one_caller_the_other_leaves_a_message(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    switch.export(company(ring=TOGETHER), "op1", "op2")
    mobiles = [carrier.mobile(number) for number in (FIRST, THIRD)]
    first = Caller(carrier).calls(DID)
    rung = [mobile.rings() for mobile in mobiles]
    Caller(carrier).calls(DID).hears_tone(BEEP, within=15)
    for mobile in mobiles:
        mobile.was_rung(1)
    first.hangs_up()
    for call in rung:
        call.stops_ringing(within=2)
    Caller(carrier).calls(DID)
    for mobile in mobiles:
        mobile.rings(within=6)


def test_of_agents_rung_together_only_the_one_who_talks_is_kept_from_the_next_caller(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    switch.export(company(ring=TOGETHER), "op1", "op2")
    durand, petit = carrier.mobile(FIRST), carrier.mobile(THIRD)
    talks = Caller(carrier).calls(DID)
    rung, left = durand.rings(), petit.rings()
    rung.answers()
    rung.presses("1")
    rung.hums(700.0)
    talks.hears_tone(700.0, within=6)
    left.stops_ringing(within=2)
    Caller(carrier).calls(DID)
    petit.rings(within=6)
    durand.was_rung(1)
    talks.hangs_up()
    rung.is_hung_up(within=2)


@pytest.mark.parametrize("gone", [False, True], ids=["refuses all", "is gone"])
@pytest.mark.parametrize(("talking", "free"), [(FIRST, THIRD), (THIRD, FIRST)], ids=["the first", "the last"])
def test_who_is_left_alone_keeps_nobody_from_being_rung_through_the_second_trunk(
    switch: BareFreeSwitch, carriers: tuple[Carrier, Carrier], talking: str, free: str, gone: bool
) -> None:
    """A gateway that is not there, or is down, makes no leg: its ringing ends as that of an agent who is left alone."""
    first, second = carriers
    switch.export(company(ring=TOGETHER), "op1", "op2")
    caller = Caller(first).calls(DID)
    rung = first.mobile(talking).rings()
    rung.answers()
    rung.presses("1")
    rung.hums(700.0)
    caller.hears_tone(700.0, within=6)
    if gone:
        switch.export(company(ring=TOGETHER), "gone", "op2")
    else:
        first.refuses_everything_with = 503
    try:
        Caller(second).calls(DID)
        second.mobile(free).rings(within=8)
        second.mobile(talking).was_never_rung()
    finally:
        first.refuses_everything_with = None


def test_a_mobile_that_was_busy_or_refused_is_free_for_the_next_caller(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    switch.export(company(ring=ONE_BY_ONE), "op1", "op2")
    durand, petit = carrier.mobile(FIRST).will_refuse(486), carrier.mobile(THIRD)
    carrier.mobile(SECOND).will_refuse(486)
    Caller(carrier).calls(DID)
    durand.rings()
    petit.rings(within=8)
    Caller(carrier).calls(DID)
    durand.rings(within=6)
