"""Orders that come by the wire and would send a call elsewhere: 302 and REFER. None is obeyed."""

from __future__ import annotations

import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bare_freeswitch import BareFreeSwitch, company, free_ports
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX, SECOND, a_trunk
from phones.caller import Caller
from phones.carrier import Carrier
from phones.leg import Leg
from phones.mobile import MobileCall
from phones.timeline import Timeline

from appliance.calls.leg import OfferOutcome
from appliance.switch.causes import outcome_of
from appliance.switch.commands import Dial, originate
from appliance.switch.presentation import presentation

pytestmark = IN_THE_MATRIX

DEAR = "0899123456"
SIPP = Path("/usr/bin/sipp")


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    """Where the orders would send the call."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        yield ear


def heard_nothing(ear: socket.socket) -> bool:
    try:
        ear.recv(65536)
    except BlockingIOError:
        return True
    return False


def contact(ear: socket.socket) -> str:
    return f"<sip:{DEAR}@127.0.0.1:{ear.getsockname()[1]}>"


def dialled(switch: BareFreeSwitch, gateway: str) -> str:
    """The mobile dialled as the controller does, by the gateway of this name; FreeSWITCH's answer."""
    trunk = next(trunk for trunk in switch.config.trunks if trunk.name == gateway)
    variables = presentation(trunk, "+33972000001", None, "FR")
    dial = Dial(uuid=str(uuid.uuid4()), gateway=gateway, number=FIRST, variables=variables, ring_seconds=10)
    return switch.api(f"originate {originate(dial)}")


def redirect(call: MobileCall, where: str, status: int = 302) -> None:
    call.timeline.add("refused", str(status))
    call._reply(status, [("Contact", where)])
    call.stream.close()


@pytest.mark.parametrize("status", [300, 301, 302, 305])
@pytest.mark.parametrize("where", ["a stranger", "the operator", "ourselves"])
def test_a_redirection_of_an_agents_leg_is_a_failure(
    switch: BareFreeSwitch, carrier: Carrier, stranger: socket.socket, status: int, where: str
) -> None:
    target = {
        "a stranger": contact(stranger),
        "the operator": f"<sip:{DEAR}@{carrier.address}>",
        "ourselves": f"<sip:{DID}@127.0.0.1:{switch.sip_port}>",
    }[where]
    carrier.mobile(FIRST).plan = lambda call: redirect(call, target, status)
    answer = dialled(switch, "op1")
    assert answer.startswith("-ERR")
    assert outcome_of(answer.removeprefix("-ERR ").strip()) is OfferOutcome.UNREACHABLE
    carrier.mobile(FIRST).was_rung(1)
    assert len(carrier.invited) == 1 and not carrier.unexpected
    assert heard_nothing(stranger)


def test_in_the_fallback_a_redirected_mobile_leaves_the_next_one_to_ring(
    switch: BareFreeSwitch, carrier: Carrier, stranger: socket.socket
) -> None:
    switch.export(company(), "op1")
    carrier.mobile(FIRST).plan = lambda call: redirect(call, contact(stranger))
    caller = Caller(carrier).calls(DID)
    carrier.mobile(SECOND).rings(within=10)
    assert not caller.ended
    assert heard_nothing(stranger) and not carrier.unexpected
    caller.learns_nothing_of(DEAR)


@pytest.mark.skipif(not SIPP.exists(), reason="SIPp n'est pas installé (/usr/bin/sipp)")
def test_sipp_answers_302_and_nobody_else_is_called(tmp_path: Path, stranger: socket.socket) -> None:
    scenario = tmp_path / "redirect.xml"
    scenario.write_text(REDIRECT.replace("[CONTACT]", contact(stranger)))
    port = free_ports(1)[0]
    assert FREESWITCH is not None
    switch = BareFreeSwitch(tmp_path / "state", FREESWITCH, (a_trunk("op1", f"127.0.0.1:{port}"),))
    command = [
        str(SIPP),
        "-sf",
        str(scenario),
        "-i",
        "127.0.0.1",
        "-p",
        str(port),
        "-m",
        "1",
        "-nostdin",
        "-timeout",
        "30",
    ]
    try:
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as operator:
            switch.start()  # SIPp listens long before
            assert dialled(switch, "op1").startswith("-ERR")
            assert operator.wait(20) == 0
    finally:
        switch.stop()
    assert heard_nothing(stranger)


REDIRECT = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="redirect">
  <recv request="INVITE"/>
  <send><![CDATA[
    SIP/2.0 302 Moved Temporarily
    [last_Via:]
    [last_From:]
    [last_To:];tag=[call_number]
    [last_Call-ID:]
    [last_CSeq:]
    Contact: [CONTACT]
    Content-Length: 0

  ]]></send>
  <recv request="ACK"/>
</scenario>
"""


# --- REFER ------------------------------------------------------------------------------------------------------------


def asks_to_be_transferred(leg: Leg, where: str) -> int:
    """REFER within the call; its final answer."""
    request = leg.request("REFER")
    request.headers.append(("Refer-To", where))
    told = Timeline(f"{leg.name} REFER")
    leg.carrier.ask(
        request, leg.destination, lambda answer: told.add("told", str(answer.status)) if answer.status >= 200 else None
    )
    return int(told.wait("told", within=4).detail)


@contextmanager
def a_conversation(switch: BareFreeSwitch, carrier: Carrier) -> Iterator[tuple[Caller, MobileCall]]:
    mobile = carrier.mobile(FIRST).will_answer(press="1")
    caller = Caller(carrier).calls(DID)
    agent = mobile.rings(within=10)
    agent.hums(700.0)
    caller.hears_tone(700.0, within=10)
    yield caller, agent


@pytest.mark.parametrize("who", ["caller", "agent"])
def test_a_refer_is_refused_and_the_conversation_goes_on(
    switch: BareFreeSwitch, carrier: Carrier, stranger: socket.socket, who: str
) -> None:
    with a_conversation(switch, carrier) as (caller, agent):
        leg = caller if who == "caller" else agent
        for where in (
            contact(stranger),
            f"<sip:{DEAR}@{carrier.address}>",
            f"<sip:fallback@127.0.0.1:{switch.sip_port}>",
        ):
            assert asks_to_be_transferred(leg, where) in (403, 405)
        caller.hears_tone(700.0)
        assert switch.channels() == 2
        assert len(carrier.invited) == 1 and heard_nothing(stranger)


def test_an_invite_that_would_replace_a_conversation_takes_nobodys_place(
    switch: BareFreeSwitch, carrier: Carrier
) -> None:
    """RFC 3891: a third telephone that names the agent's dialog in Replaces is a call like any other, at most."""
    with a_conversation(switch, carrier) as (caller, agent):
        theirs, ours = agent.remote.split(";tag=")[1], agent.local.split(";tag=")[1]
        replaces = f"{agent.call_id};to-tag={theirs};from-tag={ours}"
        thief = Caller(carrier, "0678909999", sends=[("Replaces", replaces)]).dials(DID)
        thief.timeline.wait("answered", "refused", within=5)
        caller.hears_tone(700.0)
        assert not agent.ended
