"""What comes in by a trunk and from elsewhere, and the gateways by which calls go out."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import company
import pytest
import steps
from phones import message as sip
from phones.carrier import Carrier
from phones.message import Message
from world import World, start_lab

pytestmark = pytest.mark.e2e


@pytest.mark.short
def test_a_number_of_no_line_reaches_the_default_line(world: World) -> None:
    caller = world.caller().calls("0972999999")
    caller.hears("greeting")
    caller.hangs_up()
    assert world.journal(caller)["line"] == "urgence"


@pytest.mark.parametrize("written", ["+33972000002", "0033972000002", "33972000002", "0972000002"])
def test_a_number_is_known_in_every_writing(world: World, written: str) -> None:
    world.mobile(company.LATE)
    caller = world.caller().calls(written)
    caller.hears("night_greeting")
    caller.hangs_up()
    assert world.journal(caller)["line"] == "nuit"


@pytest.mark.short
@pytest.mark.parametrize("method", ["INVITE", "REGISTER", "SUBSCRIBE"])
def test_a_stranger_is_refused(world: World, method: str) -> None:
    status = asks_from("127.0.0.2", world.carrier.appliance, method)
    assert status is None or status >= 400
    assert not world.lab.legs()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
@pytest.mark.parametrize("to", ["api+system", "api", "global"])
def test_a_sip_message_runs_nothing(world: World, host: str, to: str) -> None:
    """FreeSWITCH may say 202: what matters is that no API is reached (CVE-2026-116779), and that calls are served."""
    proof = world.lab.state / "PROOF"
    status = asks_from(host, world.carrier.appliance, "MESSAGE", to=to, body=f"touch {proof}")
    assert status != 200
    caller = world.caller().calls(company.DID)
    caller.hears("greeting")
    assert not proof.exists()
    caller.hangs_up()


def asks_from(host: str, appliance: tuple[str, int], method: str, to: str = company.DID, body: str = "x") -> int | None:
    """The final status of a request sent from this address; None for silence."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind((host, 0))
        peer.settimeout(3)
        here = f"{host}:{peer.getsockname()[1]}"
        request = Message(f"{method} sip:{to}@{appliance[0]}:{appliance[1]} SIP/2.0")
        request.headers = [
            ("Via", f"SIP/2.0/UDP {here};rport;branch=z9hG4bK{sip.token()}"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:0600000000@{here}>;tag={sip.token()}"),
            ("To", f"<sip:{to}@{appliance[0]}>"),
            ("Call-ID", sip.token()),
            ("CSeq", f"1 {method}"),
            ("Contact", f"<sip:{here}>"),
            ("Event", "presence"),
            ("Content-Type", "application/sdp" if method == "INVITE" else "text/plain"),
        ]
        request.body = sip.session(host, 40000) if method == "INVITE" else body
        peer.sendto(request.encode(), appliance)
        try:
            while True:
                response = sip.read(peer.recv(65536))
                if response is not None and response.status >= 200:
                    return response.status
        except TimeoutError:
            return None


def test_the_eleventh_caller_gets_503_before_any_answer(world: World) -> None:
    callers = [world.caller().calls(company.DID) for _ in range(10)]
    one_too_many = world.caller().dials(company.DID)
    assert one_too_many.is_refused() == 503
    refused = world.journal(one_too_many, outcome="unanswered")
    assert [step["name"] for step in refused["steps"]] == ["no_room"]
    for caller in callers:
        caller.hangs_up()
    for caller in callers:
        caller.is_hung_up()
    late = world.caller().calls(company.DID)
    late.hears("greeting")
    late.hangs_up()


def test_every_accepted_caller_can_be_hunted_for(world: World) -> None:
    """Ten callers at once, three mobiles ringing for each of those that it can be."""
    mobiles = [world.mobile(number) for number in company.SIMUL]
    callers = [world.caller().calls(company.DID) for _ in range(10)]
    for caller in callers:
        caller.presses("6")
    agents = [mobile.rings(within=10).answers() for mobile in mobiles]
    agents[0].hears("whisper", seconds=0.6)
    agents[0].presses("1")
    for caller in callers:
        caller.hangs_up()
    for mobile in mobiles:
        for call in mobile.calls:
            if not call.timeline.first("answered"):
                call.stops_ringing(within=5)


# --- two gateways -----------------------------------------------------------------------------------------------------


@pytest.fixture(params=["closed port", "mute", "503", "403"])
def lame_first_gateway(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences
) -> Iterator[World]:
    """A lab with two carriers, the first of which takes no call."""
    first, second = Carrier(), Carrier()
    address = first.address
    mute: socket.socket | None = None
    if request.param.isdecimal():
        first.refuses_everything_with = int(request.param)
    else:
        first.close()
    if request.param == "mute":
        mute = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        mute.bind((first.host, first.port))
    lab = start_lab(tmp_path_factory.mktemp("lab"), sentences, [address, second.address])
    second.appliance = ("127.0.0.1", lab.sip_port)
    second.file_of = sentences.named
    yield World(lab, second, sentences)
    lab.stop()
    second.close()
    if mute is not None:
        mute.close()
    if request.param.isdecimal():
        assert len(first.invited) <= 1
        first.close()


def test_the_second_gateway_is_used_when_the_first_is_down(lame_first_gateway: World) -> None:
    world = lame_first_gateway
    solo = world.mobile(company.SOLO)
    caller = world.caller().calls(company.DID)
    caller.presses("8")
    caller.hears("hunt")
    agent = solo.rings(within=7).answers()
    agent.hears("whisper", seconds=0.6)
    agent.presses("1")
    steps.hear_each_other(steps.Scene(world, caller, [agent]))
    caller.hangs_up()
    call = world.journal(caller, outcome="connected")
    assert world.outcomes(call) == [("solo", "accepted")]
    solo.was_rung(1)


@pytest.fixture
def two_carriers(
    tmp_path_factory: pytest.TempPathFactory, sentences: company.Sentences
) -> Iterator[tuple[World, Carrier]]:
    """A lab with two carriers that both work."""
    first, second = Carrier(), Carrier()
    lab = start_lab(tmp_path_factory.mktemp("lab"), sentences, [first.address, second.address])
    for carrier in (first, second):
        carrier.appliance = ("127.0.0.1", lab.sip_port)
        carrier.file_of = sentences.named
    yield World(lab, first, sentences), second
    lab.stop()
    first.close()
    second.close()


def test_a_busy_mobile_is_not_rung_again_by_the_second_gateway(two_carriers: tuple[World, Carrier]) -> None:
    world, second = two_carriers
    world.mobile(company.DURAND).will_refuse(486)
    world.mobile(company.PETIT).will_refuse(404)
    world.mobile(company.MARTIN).will_refuse(603)
    caller = world.caller().calls(company.DID)
    caller.presses("1")
    caller.hears("unanswered", within=15)
    caller.hangs_up()
    for number in (company.DURAND, company.PETIT, company.MARTIN):
        world.mobile(number).was_rung(1)
    assert not second.invited
