"""A mail server that speaks or listens slowly: it holds up no other mail, and a recording leaves all the same."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from appliance.config import Mail
from appliance.notify import smtp
from appliance.notify.channel import Verdict

MAIL = "To: claire@example.fr\r\nSubject: Message\r\n\r\n"


@contextmanager
def server(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[Mail]:
    """One connection is taken and talked to, until the block ends."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(10)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)

        def take() -> None:
            wire, _ = door.accept()
            with wire, suppress(OSError):
                talk(wire, over)

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield Mail(host="127.0.0.1", port=door.getsockname()[1], tls="none", sender="astreinte@example.fr")
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize("letters", [b"2", b"220-a\r\n"])
def test_a_server_that_never_ends_its_word_is_left(monkeypatch: pytest.MonkeyPatch, letters: bytes) -> None:
    monkeypatch.setattr(smtp, "ALL_SECONDS", 0.5, raising=False)
    said = []

    def drips(wire: socket.socket, over: threading.Event) -> None:
        for _ in range(100):
            wire.sendall(letters)
            said.append(letters)
            if over.wait(0.05):
                return

    with server(drips) as settings:
        answer = smtp.send(settings, "claire@example.fr", MAIL)
    assert answer.verdict is Verdict.LATER and "connexion perdue" in answer.said
    assert len(said) < 60


def test_a_recording_leaves_by_a_slow_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 0.5)
    read = []

    def listens_slowly(wire: socket.socket, over: threading.Event) -> None:
        file = wire.makefile("rb")
        wire.sendall(b"220 hello\r\n")
        for _ in ("EHLO", "MAIL", "RCPT"):
            file.readline()
            wire.sendall(b"250 ok\r\n")
        file.readline()
        wire.sendall(b"354 go on\r\n")
        over.wait(1.0)  # the line is full
        while (line := file.readline()) not in (b".\r\n", b""):
            read.append(line)
        wire.sendall(b"250 taken\r\n")
        file.readline()
        wire.sendall(b"221 bye\r\n")

    with server(listens_slowly) as settings:
        answer = smtp.send(settings, "claire@example.fr", MAIL + ("x" * 76 + "\r\n") * 100_000)
    assert (answer.verdict, answer.said) == (Verdict.SENT, "250 taken")
    assert len(read) > 100_000
