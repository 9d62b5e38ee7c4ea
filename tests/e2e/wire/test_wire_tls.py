"""A trunk over TLS: what we ask travels enciphered, to the operator alone, and its answers are obeyed."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import msgspec
import pytest
from bare_freeswitch import BareFreeSwitch
from on_the_wire import FREESWITCH, IN_THE_MATRIX, a_trunk

pytestmark = IN_THE_MATRIX
HEADERS = ("Via", "From", "To", "Call-ID", "CSeq")


class SecureOperator:
    """Takes SIP over TLS alone; well to a ping, busy to a call. `asked`: (method, first Via, version of TLS).

    `name`: whom its certificate, which it signs itself, is made out to.
    """

    def __init__(self, folder: Path, name: str = "127.0.0.1") -> None:
        key, self.certificate = folder / "key.pem", folder / "certificate.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
        subprocess.run([*made, "-keyout", key, "-out", self.certificate], check=True, capture_output=True)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_cert_chain(self.certificate, key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.asked: Queue[tuple[str, str, str]] = Queue()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            secure = self._context.wrap_socket(plain, server_side=True)
        except OSError as error:  # the other side did not like our certificate
            self.asked.put(("", "", str(error)))
            return
        with secure, secure.makefile("rb") as stream:
            while message := read(stream):
                method = message.split(" ", 1)[0]
                via = re.search(r"^Via:\s*(\S+)", message, re.MULTILINE | re.IGNORECASE)
                self.asked.put((method, via[1] if via else "", secure.version() or ""))
                if method != "ACK":
                    secure.sendall(answer(message, "486 Busy Here" if method == "INVITE" else "200 OK"))

    def next(self, method: str, within: float) -> tuple[str, str]:
        """The transport and version of TLS of the next request of this kind; queue.Empty when there is none."""
        while True:
            found, via, version = self.asked.get(timeout=within)
            if found == method:
                return via, version


def read(stream: object) -> str:
    """One SIP message, its body read and let go; "" at the end."""
    lines = []
    while (line := stream.readline().decode()) not in ("\r\n", ""):  # type: ignore[attr-defined]
        lines.append(line)
    text = "".join(lines)
    if length := re.search(r"^(?:Content-Length|l):\s*(\d+)", text, re.MULTILINE | re.IGNORECASE):
        stream.read(int(length[1]))  # type: ignore[attr-defined]
    return text


def answer(request: str, status: str) -> bytes:
    kept = [line for line in request.splitlines() if line.split(":")[0] in HEADERS]
    told = [f"{line};tag=ours" if line.startswith("To:") and ";tag=" not in line else line for line in kept]
    return "\r\n".join([f"SIP/2.0 {status}", *told, "Content-Length: 0", "", ""]).encode()


@dataclass(frozen=True)
class Wire:
    """FreeSWITCH and three operators. The company trusts the authorities of `ours` and of `other`."""

    switch: BareFreeSwitch
    ours: SecureOperator
    other: SecureOperator
    impostor: SecureOperator

    def dial(self, trunk: str) -> str:
        """What FreeSWITCH says of a call to an agent through this trunk."""
        return self.switch.api(f"originate {{originate_timeout=5}}sofia/gateway/{trunk}/0612345601 &park()")


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    assert FREESWITCH is not None
    names = {"ours": "127.0.0.1", "other": "elsewhere.example", "impostor": "127.0.0.1"}
    operators = {trunk: SecureOperator(tmp_path_factory.mktemp(trunk), name) for trunk, name in names.items()}
    trunks = [a_trunk(name, f"127.0.0.1:{one.port}", transport="tls") for name, one in operators.items()]
    switch = BareFreeSwitch(
        tmp_path_factory.mktemp("state"),
        FREESWITCH,
        tuple(msgspec.structs.replace(trunk, ping_seconds=5) for trunk in trunks),
    )
    authorities = tmp_path_factory.mktemp("authorities") / "authorities.pem"
    authorities.write_text("".join(operators[name].certificate.read_text() for name in ("ours", "other")))
    switch.trusts(authorities)
    switch.start()
    yield Wire(switch, **operators)
    switch.stop()
    for one in operators.values():
        one.close()


def test_a_trunk_over_tls_is_pinged_over_tls(wire: Wire) -> None:
    via, version = wire.ours.next("OPTIONS", within=15)
    assert via == "SIP/2.0/TLS"
    assert version in ("TLSv1.2", "TLSv1.3")


def test_an_agent_is_called_over_tls_and_a_busy_answer_is_heard(wire: Wire) -> None:
    told = wire.dial("ours")
    assert wire.ours.next("INVITE", within=5)[0] == "SIP/2.0/TLS"
    assert "USER_BUSY" in told


@pytest.mark.parametrize("trunk", ["impostor", "other"])
def test_who_only_pretends_to_be_the_operator_is_told_no_number(wire: Wire, trunk: str) -> None:
    """A certificate that nobody known has signed, or that is made out to another name."""
    told = wire.dial(trunk)
    assert "-ERR" in told
    assert "USER_BUSY" not in told
    asked = getattr(wire, trunk).asked
    assert {method for method, _, _ in (asked.get_nowait() for _ in range(asked.qsize()))} <= {""}
