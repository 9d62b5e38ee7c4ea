"""A box behind a router: an operator beyond it is told the public address, a telephone beside the box its own."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX, a_trunk
from phones import message as sip
from phones.caller import Caller
from phones.carrier import Carrier
from phones.message import Message
from phones.mobile import MobileCall
from two_networks import BOX, FAR, NEAR, box_and_world, inside

pytestmark = IN_THE_MATRIX

PUBLIC = "198.51.100.20"
CALLER_TONE, AGENT_TONE = 440.0, 620.0


def through_the_router(leg: Caller | MobileCall) -> None:
    """What goes to the public address arrives at the private one."""
    if leg.stream.peer is not None:
        leg.stream.peer = BOX, leg.stream.peer[1]
    leg.destination = leg.carrier.appliance


class RoutedCaller(Caller):
    def learn(self, message: Message) -> None:
        super().learn(message)
        through_the_router(self)


class World:
    """The box with its two trunks, and the network beyond it."""

    def __init__(self, switch: BareFreeSwitch, carriers: dict[str, Carrier], network: str) -> None:
        self.switch, self.carriers, self._network = switch, carriers, network

    def calls_from(self, host: str) -> RoutedCaller:
        with inside(self._network):
            return RoutedCaller(self.carriers[host], "0678900010").calls(DID)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    assert FREESWITCH is not None
    with box_and_world() as (box, beyond), inside(box):
        with inside(beyond):
            carriers = {host: Carrier(host) for host in (NEAR, FAR)}
        trunks = tuple(
            msgspec.structs.replace(a_trunk(name, carriers[host].address), sources=(f"{host}/32",))
            for name, host in (("near", NEAR), ("far", FAR))
        )
        switch = BareFreeSwitch(tmp_path_factory.mktemp("state"), FREESWITCH, trunks)
        behind = msgspec.structs.replace(switch.config.sip, ip=BOX, ext_sip_ip=PUBLIC, ext_rtp_ip=PUBLIC)
        switch.config = msgspec.structs.replace(switch.config, sip=behind)
        switch.start()
        for carrier in carriers.values():
            carrier.appliance = (BOX, switch.sip_port)
        yield World(switch, carriers, beyond)
        switch.stop()
        for carrier in carriers.values():
            carrier.close()


@pytest.fixture
def world(running: World) -> Iterator[World]:
    yield running
    for carrier in running.carriers.values():
        carrier.forget()
    running.switch.api("hupall MANAGER_REQUEST")
    running.switch.is_empty()


TOLD = {FAR: PUBLIC, NEAR: BOX}


@pytest.mark.parametrize("agent_at", TOLD)
@pytest.mark.parametrize("caller_at", TOLD)
def test_each_is_told_the_address_at_which_the_sound_reaches_us(world: World, caller_at: str, agent_at: str) -> None:
    """By the SDP of the answer to a caller, by that of the offer to an agent; and both are heard."""
    world.switch.export(company(), "far" if agent_at == FAR else "near")
    mobile = world.carriers[agent_at].mobile(FIRST)
    caller = world.calls_from(caller_at)
    answer = next(one for one in caller.received if one.status == 200)
    assert _sound_of(answer) == TOLD[caller_at]
    call = mobile.rings(within=10)
    assert _sound_of(call.invite) == TOLD[agent_at]
    through_the_router(call)
    call.answers()
    caller.hums(CALLER_TONE)
    call.hums(AGENT_TONE)
    call.presses("1")
    call.hears_tone(CALLER_TONE, within=10)
    caller.hears_tone(AGENT_TONE)


def _sound_of(message: Message) -> str:
    media = sip.media_address(message.body)
    assert media is not None, message.body
    return media[0]
