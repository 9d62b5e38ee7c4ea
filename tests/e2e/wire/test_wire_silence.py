"""A telephone that sends no sound, by right or because it is gone: asked first, and judged by its answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import msgspec
import pytest
from asking import Asking
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX, a_trunk
from phones.caller import Caller
from phones.carrier import Carrier
from phones.leg import Leg
from phones.mobile import MobileCall

from appliance.company.model import Ring

pytestmark = IN_THE_MATRIX

ASKED_AFTER, LIMIT = 2, 6  # seconds of silence: before the question, and far beyond it
ANSWER_SECONDS = 4.0  # 64*T1, for which an answer is awaited
SLACK = 3.0
CALLER_TONE, AGENT_TONE = 440.0, 620.0

SILENCES: dict[str, Callable[[Leg], None]] = {
    "mute": Leg.goes_silent,
    "inactive": Leg.holds,
    "sendonly": lambda leg: leg.holds("sendonly"),
    "0.0.0.0": lambda leg: leg.holds("sendrecv", "0.0.0.0"),
    "inactive and 0.0.0.0": lambda leg: leg.holds("inactive", "0.0.0.0"),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BareFreeSwitch, Carrier]]:
    carrier = Carrier()
    assert FREESWITCH is not None
    switch = BareFreeSwitch(tmp_path_factory.mktemp("state"), FREESWITCH, (a_trunk("op1", carrier.address),))
    sip = msgspec.structs.replace(switch.config.sip, joined_media_timeout_seconds=60, max_callers=5)
    switch.config = msgspec.structs.replace(switch.config, sip=sip)
    switch.start()
    switch.export(company(ring=Ring(seconds=60, rounds=1)))
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


def talking(carrier: Carrier) -> tuple[Caller, MobileCall]:
    mobile = carrier.mobile(FIRST).will_answer(press="1", press_after=1.5)
    caller = Caller(carrier).calls(DID)
    call = mobile.rings(within=10)
    caller.hums(CALLER_TONE)
    call.hums(AGENT_TONE)
    call.hears_tone(CALLER_TONE, within=8)
    caller.hears_tone(AGENT_TONE)
    return caller, call


def is_asked_and_stays(leg: Leg, others: list[Leg], seconds: float) -> None:
    """For so long, over several questions, nobody is hung up; the silent leg is asked at least once."""
    deadline = time.monotonic() + seconds
    leg.timeline.wait("re-INVITE", within=ASKED_AFTER + SLACK)
    for each in (leg, *others):
        assert not each.is_hung_up_before(deadline), each.timeline.story()


@pytest.mark.parametrize("how", SILENCES)
@pytest.mark.parametrize("who", ["caller", "agent"])
def test_a_silent_telephone_in_a_conversation_stays_and_comes_back(
    switch: BareFreeSwitch, carrier: Carrier, who: str, how: str
) -> None:
    caller, call = talking(carrier)
    silent, other = (caller, call) if who == "caller" else (call, caller)
    with Asking(switch, ASKED_AFTER):
        SILENCES[how](silent)
        is_asked_and_stays(silent, [other], LIMIT + SLACK)
        silent.resumes()
        other.hears_tone(CALLER_TONE if who == "caller" else AGENT_TONE)
        silent.hears_tone(AGENT_TONE if who == "caller" else CALLER_TONE)


@pytest.mark.parametrize("how", SILENCES)
def test_a_silent_caller_stays_while_a_mobile_rings(switch: BareFreeSwitch, carrier: Carrier, how: str) -> None:
    mobile = carrier.mobile(FIRST)
    caller = Caller(carrier).calls(DID)
    call = mobile.rings(within=10)
    with Asking(switch, ASKED_AFTER):
        SILENCES[how](caller)
        is_asked_and_stays(caller, [call], LIMIT + SLACK)
    call.answers()
    caller.resumes()


@pytest.mark.parametrize("status", [488, 491])
def test_a_telephone_that_refuses_the_question_has_answered_it(
    switch: BareFreeSwitch, carrier: Carrier, status: int
) -> None:
    caller, call = talking(carrier)
    caller.answers_offers_with = status
    with Asking(switch, ASKED_AFTER):
        caller.goes_silent()
        is_asked_and_stays(caller, [call], LIMIT + SLACK)


@pytest.mark.parametrize("held", [False, True], ids=["talking", "held"])
@pytest.mark.parametrize("who", ["caller", "agent"])
def test_a_telephone_that_vanished_is_found_by_its_silence_to_the_question(
    switch: BareFreeSwitch, carrier: Carrier, who: str, held: bool
) -> None:
    caller, call = talking(carrier)
    gone, left = (caller, call) if who == "caller" else (call, caller)
    if held:
        gone.holds()
    with Asking(switch, ASKED_AFTER):
        gone.vanishes()
        left.is_hung_up(within=ASKED_AFTER + ANSWER_SECONDS + SLACK)
    switch.is_empty()


def test_a_telephone_that_knows_the_call_no_more_ends_it(switch: BareFreeSwitch, carrier: Carrier) -> None:
    """It was switched off and on again: 481 to the question."""
    caller, call = talking(carrier)
    call.answers_offers_with = 481
    with Asking(switch, ASKED_AFTER):
        call.goes_silent()
        caller.is_hung_up(within=ASKED_AFTER + SLACK)
    switch.is_empty()
