"""A call refused before any leg is told whatever it came by: TLS, and IPv6, as well as UDP and TCP."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import msgspec
import pytest
from bare_freeswitch import BareFreeSwitch
from on_the_wire import DID, FREESWITCH, IN_THE_MATRIX, a_trunk
from phones.message import Message, session, token
from test_wire_tls import SecureOperator, answer, read

from appliance.switch import capture
from appliance.switch.copies_wanted import let_through
from appliance.switch.legless import LeglessRefusals, Refused

pytestmark = IN_THE_MATRIX

CALLER = "0678900001"


def started(folder: Path, host: str, **trunk: object) -> BareFreeSwitch:
    assert FREESWITCH is not None
    ours = msgspec.structs.replace(a_trunk("op1", "localhost:5999", **trunk), sources=(host,))
    switch = BareFreeSwitch(folder, FREESWITCH, (ours,))
    switch.config = msgspec.structs.replace(switch.config, sip=msgspec.structs.replace(switch.config.sip, ip=host))
    switch.start()
    return switch


@pytest.fixture(scope="module")
def over_ipv6(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareFreeSwitch]:
    switch = started(tmp_path_factory.mktemp("six"), "::1")
    yield switch
    switch.stop()


class SecureCaller(SecureOperator):
    """Calls over the connection on which it is pinged, once a ping. `heard`: what it is answered."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.heard: Queue[str] = Queue()

    def _serve(self, plain: socket.socket) -> None:
        with self._context.wrap_socket(plain, server_side=True) as secure, secure.makefile("rb") as stream:
            while message := read(stream):
                if message.startswith("OPTIONS"):
                    secure.sendall(answer(message, "200 OK") + invite("TLS", "127.0.0.1", self.port))
                else:
                    self.heard.put(message)


def invite(transport: str, host: str, port: int) -> bytes:
    """An INVITE that asks for an extension of nobody's."""
    at = f"[{host}]" if ":" in host else host
    return Message(
        f"INVITE sip:{DID}@{at} SIP/2.0",
        [
            ("Via", f"SIP/2.0/{transport} {at}:{port};rport;branch=z9hG4bK{token()}"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:{CALLER}@{at}>;tag={token()}"),
            ("To", f"<sip:{DID}@{at}>"),
            ("Call-ID", token()),
            ("CSeq", "1 INVITE"),
            ("Contact", f"<sip:{at}:{port}>"),
            ("Require", "foo-bar"),
            ("Content-Type", "application/sdp"),
        ],
        session("127.0.0.1", 40_000),
    ).encode()


def told(switch: BareFreeSwitch, ask: Callable[[], bytes]) -> Refused:
    """What the copies of FreeSWITCH tell of calls refused. The first of them may be lost: nobody was there before."""
    refusals = LeglessRefusals(switch.config.trunks, switch.config.sip)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as port:
        let_through(port, switch.config.sip)
        port.bind(("127.0.0.1", switch.config.switch.socket_ports[0]))
        port.settimeout(0.5)
        for _ in range(6):
            assert b"420 Bad Extension" in ask()
            deadline = time.monotonic() + 1
            while time.monotonic() < deadline:
                try:
                    captured = capture.read(port.recv(65_535))
                except TimeoutError:
                    break
                if captured is not None:
                    refusals.learn(captured, 0.0)
                if found := refusals.due(0.0, held=0.0):
                    return found[0]
    raise AssertionError("no refusal is told")


def is_whole(refused: Refused) -> None:
    assert (refused.caller, refused.called, refused.why, refused.detail) == (CALLER, DID, "unsupported", "foo-bar")


def test_an_operator_over_tls_is_told(tmp_path: Path) -> None:
    operator = SecureCaller(tmp_path)
    assert FREESWITCH is not None
    trunk = a_trunk("op1", f"127.0.0.1:{operator.port}", transport="tls")
    switch = BareFreeSwitch(tmp_path / "state", FREESWITCH, (msgspec.structs.replace(trunk, ping_seconds=5),))
    switch.trusts(operator.certificate)
    switch.start()
    try:
        is_whole(told(switch, lambda: operator.heard.get(timeout=20).encode()))
    finally:
        switch.stop()
        operator.close()


@pytest.mark.parametrize("transport", ["UDP", "TCP"])
def test_an_operator_over_ipv6_is_told(over_ipv6: BareFreeSwitch, transport: str) -> None:
    def ask() -> bytes:
        kind = socket.SOCK_DGRAM if transport == "UDP" else socket.SOCK_STREAM
        with socket.socket(socket.AF_INET6, kind) as connection:
            connection.settimeout(5)
            connection.connect(("::1", over_ipv6.sip_port))
            connection.sendall(invite(transport, "::1", connection.getsockname()[1]))
            return connection.recv(4096)

    is_whole(told(over_ipv6, ask))
