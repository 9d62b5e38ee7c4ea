"""A trunk over TLS: what we ask of the operator travels enciphered, and its answers are obeyed."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import msgspec
import pytest
from bare_freeswitch import BareFreeSwitch
from on_the_wire import FREESWITCH, IN_THE_MATRIX, a_trunk

pytestmark = IN_THE_MATRIX
HEADERS = ("Via", "From", "To", "Call-ID", "CSeq")


class SecureOperator:
    """Takes SIP over TLS alone; well to a ping, busy to a call. `asked`: (method, first Via, version of TLS)."""

    def __init__(self, folder: Path) -> None:
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
        subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_cert_chain(certificate, key)
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
        with self._context.wrap_socket(plain, server_side=True) as secure, secure.makefile("rb") as stream:
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


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureOperator]:
    found = SecureOperator(tmp_path_factory.mktemp("operator"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def secured(operator: SecureOperator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareFreeSwitch]:
    assert FREESWITCH is not None
    trunk = msgspec.structs.replace(a_trunk("sur", f"127.0.0.1:{operator.port}", transport="tls"), ping_seconds=5)
    switch = BareFreeSwitch(tmp_path_factory.mktemp("state"), FREESWITCH, (trunk,))
    switch.start()
    yield switch
    switch.stop()


def test_a_trunk_over_tls_is_pinged_over_tls(secured: BareFreeSwitch, operator: SecureOperator) -> None:
    via, version = operator.next("OPTIONS", within=15)
    assert via == "SIP/2.0/TLS"
    assert version in ("TLSv1.2", "TLSv1.3")


def test_an_agent_is_called_over_tls_and_a_busy_answer_is_heard(
    secured: BareFreeSwitch, operator: SecureOperator
) -> None:
    told = secured.api("originate {originate_timeout=5}sofia/gateway/sur/0612345601 &park()")
    assert operator.next("INVITE", within=5)[0] == "SIP/2.0/TLS"
    assert "USER_BUSY" in told
