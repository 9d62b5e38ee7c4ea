"""Settings of a trunk and of the SIP profile, as they are on the wire: ways of the keys, address behind NAT, pings."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec
import pytest
from bare_controllers import ListeningController
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import DID, FIRST, FREESWITCH, IN_THE_MATRIX, a_trunk
from phones import message as sip
from phones.caller import Caller
from phones.carrier import Carrier

pytestmark = IN_THE_MATRIX

PUBLIC_SIP, PUBLIC_RTP = "198.51.100.10", "198.51.100.20"
MODES = ("rfc2833", "info", "both")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BareFreeSwitch, dict[str, Carrier]]]:
    """A trunk per way of the keys, pinged every 5 s, behind a public address."""
    carriers = {mode: Carrier(f"127.0.0.{place}") for place, mode in enumerate(MODES, 21)}
    trunks = tuple(
        msgspec.structs.replace(
            a_trunk(mode, carrier.address, dtmf=mode), sources=(f"{carrier.host}/32",), ping_seconds=5
        )
        for mode, carrier in carriers.items()
    )
    assert FREESWITCH is not None
    switch = BareFreeSwitch(tmp_path_factory.mktemp("state"), FREESWITCH, trunks)
    behind = msgspec.structs.replace(switch.config.sip, ext_sip_ip=PUBLIC_SIP, ext_rtp_ip=PUBLIC_RTP)
    switch.config = msgspec.structs.replace(switch.config, sip=behind)
    switch.start()
    switch.export(company())
    for carrier in carriers.values():
        carrier.appliance = ("127.0.0.1", switch.sip_port)
    yield switch, carriers
    switch.stop()
    for carrier in carriers.values():
        carrier.close()


@pytest.fixture
def behind_nat(
    running: tuple[BareFreeSwitch, dict[str, Carrier]],
) -> Iterator[tuple[BareFreeSwitch, dict[str, Carrier]]]:
    yield running
    for carrier in running[1].values():
        carrier.forget()
    running[0].api("hupall MANAGER_REQUEST")
    running[0].is_empty()


class HomeCaller(Caller):
    """A caller on this machine, who reaches the public address as a router would: at the private one."""

    def learn(self, message: sip.Message) -> None:
        super().learn(message)
        self.destination = self.carrier.appliance


@pytest.mark.parametrize("by", MODES)
@pytest.mark.parametrize("mode", MODES)
def test_each_key_counts_once_by_the_ways_that_the_trunk_is_set_to(
    behind_nat: tuple[BareFreeSwitch, dict[str, Carrier]], mode: str, by: str
) -> None:
    switch, carriers = behind_nat
    with ListeningController(switch.config.switch.socket_ports[0]) as controller:
        caller = HomeCaller(carriers[mode], "0678901234").calls(DID)
        caller.presses("40719", by)
        heard = HEARD[mode, by]
        assert controller.hears(len(heard)) == heard


# A trunk set to INFO still hears the RTP keys that its peer has negotiated; one set to RFC 2833 hears no INFO.
HEARD = {(mode, by): "40719" for mode in MODES for by in MODES} | {("rfc2833", "info"): ""}


def test_we_are_called_back_at_the_public_address(
    behind_nat: tuple[BareFreeSwitch, dict[str, Carrier]],
) -> None:
    switch, carriers = behind_nat
    mobile = carriers["rfc2833"].mobile(FIRST)
    caller = HomeCaller(carriers["both"], "0678901234").calls(DID)
    answer = next(one for one in caller.received if one.status == 200)
    assert f"@{PUBLIC_SIP}:{switch.sip_port}" in answer.get("Contact")
    assert PUBLIC_SIP in mobile.rings(within=10).invite.get("Contact")


def test_a_peer_of_our_own_network_is_told_the_private_address_for_the_sound(
    behind_nat: tuple[BareFreeSwitch, dict[str, Carrier]],
) -> None:
    """FreeSWITCH writes the public address in the SDP for peers beyond its own networks only (localnet.auto)."""
    switch, carriers = behind_nat
    caller = HomeCaller(carriers["both"], "0678901234").calls(DID)
    answer = next(one for one in caller.received if one.status == 200)
    assert sip.media_address(answer.body) == ("127.0.0.1", caller.stream.peer[1] if caller.stream.peer else 0)
    assert PUBLIC_RTP in switch.api("sofia status profile trunks")


def test_each_trunk_is_pinged(
    behind_nat: tuple[BareFreeSwitch, dict[str, Carrier]],
) -> None:
    """A ping every 5 s keeps the way through NAT open (a UDP mapping lasts 30 s at least: RFC 4787, 4.3)."""
    switch, carriers = behind_nat
    before = {mode: carrier.pings for mode, carrier in carriers.items()}
    deadline = time.monotonic() + 15
    while any(carrier.pings < before[mode] + 1 for mode, carrier in carriers.items()):
        assert time.monotonic() < deadline, {mode: carrier.pings for mode, carrier in carriers.items()}
        switch.api("uptime")
