"""What ends a call that nobody ends: a telephone that vanished, a promise to refresh not kept, the longest call."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec
import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX, SECOND, THIRD, a_trunk, is_recorded, record_of
from phones.caller import Caller
from phones.carrier import Carrier
from phones.mobile import MobileCall

pytestmark = IN_THE_MATRIX

MEDIA_SECONDS, CALL_SECONDS = 3, 20
SLACK = 3.0  # seconds: FreeSWITCH looks at its tasks and at the sound about once a second
CALLER_TONE, AGENT_TONE = 440.0, 620.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BareFreeSwitch, Carrier]]:
    """A FreeSWITCH that is soon tired of silence, and of a long call."""
    carrier = Carrier()
    assert FREESWITCH is not None
    switch = BareFreeSwitch(tmp_path_factory.mktemp("state"), FREESWITCH, (a_trunk("op1", carrier.address),))
    sip = msgspec.structs.replace(
        switch.config.sip,
        joined_media_timeout_seconds=MEDIA_SECONDS,
        max_call_seconds=CALL_SECONDS,
    )
    switch.config = msgspec.structs.replace(switch.config, sip=sip)
    switch.start()
    switch.export(company())
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


def talking(carrier: Carrier, *sends: tuple[str, str]) -> tuple[Caller, MobileCall]:
    """A caller and the first agent of the list, who hear each other."""
    mobile = carrier.mobile(FIRST).will_answer(press="1", press_after=1.5)
    caller = Caller(carrier, sends=sends).calls(DID)
    call = mobile.rings(within=10)
    caller.hums(CALLER_TONE)
    call.hums(AGENT_TONE)
    call.hears_tone(CALLER_TONE, within=8)
    caller.hears_tone(AGENT_TONE)
    return caller, call


@pytest.mark.parametrize("who", ["caller", "agent"])
def test_a_telephone_that_vanished_ends_the_conversation_of_both(
    switch: BareFreeSwitch, carrier: Carrier, who: str
) -> None:
    """No BYE comes from a battery that is dead: the other person is not left listening to nothing."""
    caller, call = talking(carrier)
    gone, left = (caller, call) if who == "caller" else (call, caller)
    gone.stream.mute = True
    vanished = time.monotonic()
    assert left.is_hung_up(within=MEDIA_SECONDS + SLACK) - vanished >= MEDIA_SECONDS - 1
    switch.is_empty()


def test_a_caller_who_vanished_in_the_message_leaves_what_they_said(switch: BareFreeSwitch, carrier: Carrier) -> None:
    for number in (FIRST, SECOND, THIRD):
        carrier.mobile(number).will_refuse(486)
    caller = Caller(carrier, "0678900003").calls(DID)
    caller.hears_beep(within=25)
    caller.hums(CALLER_TONE)
    is_recorded(switch.config.recordings_dir)
    caller.stream.mute = True
    caller.is_hung_up(within=MEDIA_SECONDS + SLACK)
    record = record_of(switch, "0678900003")
    assert record.recording and record.recording_seconds >= 0.9  # `is_recorded` waits for a second of it


def test_the_longest_call_ends_for_both(switch: BareFreeSwitch, carrier: Carrier) -> None:
    caller, call = talking(carrier)
    lasted = caller.is_hung_up(within=CALL_SECONDS + SLACK) - caller.dialled_at
    assert CALL_SECONDS - 1 <= lasted <= CALL_SECONDS + SLACK
    call.is_hung_up(within=1)
    switch.is_empty()


def test_both_legs_have_a_session_timer(switch: BareFreeSwitch, carrier: Carrier) -> None:
    """RFC 4028: half an hour, unless the operator wants less."""
    caller, call = talking(carrier, ("Supported", "timer"), ("Session-Expires", "600;refresher=uac"))
    answer = next(one for one in caller.received if one.status == 200)
    assert answer.get("Session-Expires") == "600;refresher=uac"
    assert call.invite.get("Session-Expires").startswith("1800")
    assert "timer" in call.invite.get("Supported")
