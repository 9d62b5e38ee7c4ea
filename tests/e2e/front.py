"""The SIP proxy before several boxes: the front's own configuration, in a real Kamailio."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from astreinte_lab import free_sip_port

from appliance.lab.front import HOST, prepare_front

STOP_SECONDS = 70  # Kamailio gives its children a minute to end (ser_kill_timeout)


class Front:
    """A Kamailio that runs. `address`: where operators send their calls."""

    def __init__(self, folder: Path, boxes: Sequence[int], operators: Sequence[str]) -> None:
        self.folder, self.port = folder, free_sip_port()
        self.address = (HOST, self.port)
        front = prepare_front("kamailio", folder, self.port, boxes, operators)
        self.log = front.log
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(front.command, stdout=log, stderr=log, cwd=folder)
        self._wait_until_it_answers()

    def asked(self, source: str = HOST, to: tuple[str, int] | None = None) -> int:
        """What it answers to OPTIONS: 200 once a box takes calls, 503 while none does; 0 when it does not.

        `to`: as if within a call, to be sent on to that address.
        """
        within = ";tag=2" if to else ""
        route = f"Route: <sip:{HOST}:{self.port};lr>, <sip:{to[0]}:{to[1]};lr>\r\n" if to else ""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.bind((source, 0))
            asking.settimeout(0.3)
            host, port = asking.getsockname()
            asking.sendto(
                f"OPTIONS sip:{HOST}:{self.port} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{time.time()}\r\n"
                f"Max-Forwards: 9\r\nFrom: <sip:a@{host}>;tag=1\r\nTo: <sip:b@{HOST}>{within}\r\n{route}"
                f"Call-ID: {time.time()}\r\n"
                "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n".encode(),
                self.address,
            )
            try:
                return int(asking.recv(4096).split(b" ", 2)[1])
            except (TimeoutError, ConnectionError):
                return 0

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + 15
        while self.asked() != 200:
            assert time.monotonic() < until, self.log.read_text(encoding="utf-8", errors="replace")[-3000:]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(STOP_SECONDS)


@contextmanager
def front(folder: Path, boxes: Sequence[int], operators: Sequence[str] = ("127.0.0.1",)) -> Iterator[Front]:
    """Skips the test where Kamailio is not installed."""
    if shutil.which("kamailio") is None:
        pytest.skip("Kamailio n'est pas installé (apt install kamailio)")
    running = Front(folder, boxes, operators)
    try:
        yield running
    finally:
        running.stop()
