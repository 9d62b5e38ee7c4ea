"""Operators that want their ringing acknowledged (RFC 3262): PRACK is sent, and the answer joins as any other."""

from __future__ import annotations

import pytest
from bare_freeswitch import BareFreeSwitch
from on_the_wire import DID, FIRST, ON_THE_WIRE
from phones.caller import Caller
from phones.carrier import Carrier

pytestmark = ON_THE_WIRE

CALLER_TONE, AGENT_TONE = 440.0, 620.0


@pytest.mark.parametrize("status", [180, 183])
def test_an_agent_whose_ringing_is_reliable_is_joined(switch: BareFreeSwitch, carrier: Carrier, status: int) -> None:
    mobile = carrier.mobile(FIRST)
    mobile.plan = lambda call: call.rings_reliably(status)
    caller = Caller(carrier).calls(DID)
    call = mobile.rings(within=10)
    assert "100rel" in call.invite.get("Supported"), "an operator that requires it would refuse us (421)"
    acknowledged = call.timeline.wait("prack", within=3)
    assert acknowledged.detail == f"7001 {call.invite.get('CSeq')}"
    call.answers()
    caller.hums(CALLER_TONE)
    call.hums(AGENT_TONE)
    call.presses("1")
    call.hears_tone(CALLER_TONE, within=10)
    caller.hears_tone(AGENT_TONE)
