"""Several calls in one virtual time."""

from __future__ import annotations

import pytest

from appliance.calls.leg import CallerId, OfferOutcome, OfferResult
from appliance.prompts.catalogue import say
from appliance.simulator import people
from appliance.simulator.clock import VirtualClock
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller
from appliance.simulator.scripted import ScriptedStage
from tests.contract.leg_contract import DURAND, WHISPER, invite


def test_two_calls_share_the_time_and_the_telephones() -> None:
    clock, engaged = VirtualClock(), set()
    phones = {DURAND: people.accepts(2.0, talks=30)}

    def call(number: int, waits: float) -> OfferResult:
        stage = ScriptedStage(Caller(), phones, clock, engaged=engaged)
        leg = SimulatedLeg(f"appel-{number}", CallerId(None), "+33972000001", stage)
        leg.answer()
        leg.hold(waits)
        result = leg.offer([invite("durand", DURAND)], WHISPER, 60, lambda attempt: None)
        if result.accepted_by:
            leg.converse()
        return result

    first, second, third = clock.together(lambda: call(1, 1.0), lambda: call(2, 5.0), lambda: call(3, 60.0))
    assert first.accepted_by == "durand"
    assert second.outcomes == {"durand": OfferOutcome.BUSY}
    assert third.accepted_by == "durand"


def test_an_error_in_one_call_is_not_hidden() -> None:
    clock = VirtualClock()

    def broken() -> None:
        stage = ScriptedStage(Caller(), {}, clock)
        SimulatedLeg("appel-1", CallerId(None), "+33972000001", stage).play(say("hunt"))
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        clock.together(broken)
