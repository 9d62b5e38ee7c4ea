"""Controllers that are no good: one that accepts and says nothing, one that only writes down the keys of a caller."""

from __future__ import annotations

import queue
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO

from appliance.switch.dtmf_deduplicator import DtmfDeduplicator


class FrozenController:
    """Accepts the caller's leg, and never speaks: what a stopped process looks like. `dies` closes everything."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._taken: list[socket.socket] = []
        self._listening: list[threading.Thread] = []
        self._accepted = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def has_taken_a_call(self, within: float = 3.0) -> None:
        assert self._accepted.wait(within), "no call came"

    def dies(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        for each in self._taken:
            with suppress(OSError):  # FreeSWITCH has closed its side already
                each.shutdown(socket.SHUT_RDWR)
        for each in (*self._taken, self._listener):
            each.close()
        self._taken.clear()
        for thread in self._listening:
            thread.join(5)

    def __enter__(self) -> FrozenController:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread.is_alive():
            self.dies()

    def _accept(self) -> None:
        while True:
            try:
                self._taken.append(self._listener.accept()[0])
            except OSError:
                return
            self._accepted.set()
            self.greet(self._taken[-1])

    def greet(self, connection: socket.socket) -> None:
        """Nothing."""


class ListeningController(FrozenController):
    """Picks up, detects tones where asked, and writes down the keys."""

    def __init__(self, port: int, *first: str) -> None:
        self.keys: queue.Queue[str] = queue.Queue()
        self._legs: queue.Queue[str] = queue.Queue()
        self._first = first
        super().__init__(port)

    def greet(self, connection: socket.socket) -> None:
        self._listening.append(threading.Thread(target=self._listen, args=(connection,), daemon=True))
        self._listening[-1].start()

    def hears(self, count: int, within: float = 5.0, silence: float = 1.0) -> str:
        """The keys that come, and one more if there is one too many."""
        heard = ""
        while len(heard) < count:
            heard += self.keys.get(timeout=within)
        try:
            return heard + self.keys.get(timeout=silence)
        except queue.Empty:
            return heard

    def leg(self, within: float = 3.0) -> str:
        """The uuid of the caller's leg."""
        return self._legs.get(timeout=within)

    def _listen(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream, suppress(ConnectionError):
            self._control(connection, stream)

    def _control(self, connection: socket.socket, stream: BinaryIO) -> None:
        connection.sendall(b"connect\n\n")
        opening = _frame(stream)
        uuid = opening["Unique-ID"]
        sources = DtmfDeduplicator()
        connection.sendall(f"myevents\n\nlinger 1\n\napi sched_del {uuid}\n\n".encode())
        for application in ("answer", *self._first, "park"):
            connection.sendall(f"sendmsg\ncall-command: execute\nexecute-app-name: {application}\n\n".encode())
        self._legs.put(uuid)
        while frame := _frame(stream):
            if frame.get("Event-Name") == "DTMF" and sources.is_new(frame["DTMF-Source"], frame["DTMF-Digit"]):
                self.keys.put(frame["DTMF-Digit"].replace("%23", "#").replace("%2A", "*"))


def _frame(stream: BinaryIO) -> dict[str, str]:
    """The headers of one frame and of the event in it; {} at the end."""
    headers: dict[str, str] = {}
    while (line := stream.readline().decode()).strip():
        name, _, value = line.strip().partition(": ")
        headers[name] = value
    body = stream.read(int(headers.get("Content-Length", 0))).decode() if headers else ""
    headers |= dict(line.split(": ", 1) for line in body.splitlines() if ": " in line)
    return headers
