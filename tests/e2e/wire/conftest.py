"""A FreeSWITCH without controller and its two carriers, started once for all the tests of this folder."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from bare_freeswitch import BareFreeSwitch, company
from on_the_wire import CALLERS, FREESWITCH, a_trunk
from phones.carrier import Carrier

from appliance.switch.cdr import discard, read_cdr_files
from appliance.switch.fallback_sounds import ensure_sounds


@pytest.fixture(scope="session")
def carriers() -> Iterator[tuple[Carrier, Carrier]]:
    pair = Carrier(), Carrier()
    yield pair
    for carrier in pair:
        carrier.close()


@pytest.fixture(scope="session")
def mute_port() -> Iterator[int]:
    """A UDP socket that nobody reads: the trunk whose operator is gone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 0))
        yield mute.getsockname()[1]


@pytest.fixture(scope="session")
def running(
    carriers: tuple[Carrier, Carrier], mute_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BareFreeSwitch]:
    trunks = (
        a_trunk("op1", carriers[0].address),
        a_trunk("op2", carriers[1].address),
        a_trunk("mute", f"127.0.0.1:{mute_port}"),
    )
    assert FREESWITCH is not None
    switch = BareFreeSwitch(tmp_path_factory.mktemp("state"), FREESWITCH, trunks, max_callers=CALLERS)
    switch.start()
    for carrier in carriers:
        carrier.appliance = ("127.0.0.1", switch.sip_port)
    yield switch
    switch.stop()


@pytest.fixture
def switch(running: BareFreeSwitch, carriers: tuple[Carrier, Carrier]) -> Iterator[BareFreeSwitch]:
    """FreeSWITCH with the list of one line; nothing is left of the test before, and no sound that it had spoken."""
    for spoken in running.config.fallback_dir.glob("*.wav"):
        spoken.unlink()
    ensure_sounds(running.config.fallback_dir)
    running.export(company(), "op1", "op2")
    yield running
    for carrier in carriers:
        carrier.forget()
    running.api("hupall MANAGER_REQUEST")
    running.is_empty()
    for record in read_cdr_files(running.config.cdr_dir):
        discard(record)


@pytest.fixture
def carrier(carriers: tuple[Carrier, Carrier], switch: BareFreeSwitch) -> Carrier:
    return carriers[0]
