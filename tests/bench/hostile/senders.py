"""How what strangers say is sent, kind by kind, at a steady pace; and what they are answered."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PATIENCE_SECONDS = 2.0


@dataclass
class Sent:
    """`answered`: by status, or by how it ended."""

    kind: str
    many: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def count(self, said: str) -> None:
        """One more answer."""
        with self._counting:
            self.answered[said] += 1


def by_datagrams(make: Callable[[], bytes], port: int, speaker: socket.socket) -> Callable[[Sent], None]:
    """To a UDP port; answers that have come meanwhile are counted."""
    speaker.setblocking(False)

    def send(sent: Sent) -> None:
        with suppress(BlockingIOError):
            speaker.sendto(make()[:60_000], (HOST, port))
        with suppress(OSError):
            while answer := speaker.recv(65_535):
                word = answer[:12].decode("ascii", "replace")
                sent.count(word[8:11] if word.startswith("SIP/2.0 ") else word.split(" ")[0])

    return send


def by_connections(make: Callable[[], bytes], port: int, many: Executor) -> Callable[[Sent], None]:
    """A connection each, on which all is said at once; whoever does not answer is left after two seconds.

    `many`: where they wait, beside each other.
    """

    def send(sent: Sent) -> None:
        many.submit(_say, make(), port, sent)

    return send


def _say(words: bytes, port: int, sent: Sent) -> None:
    try:
        with socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS) as peer:
            peer.sendall(words)
            peer.shutdown(socket.SHUT_WR)
            answer = peer.recv(4096)
            said = answer.split(b" ")[1][:3].decode() if answer.startswith(b"HTTP/") else "words"
    except TimeoutError:
        said = "silence"
    except (OSError, IndexError):
        said = "closed"
    sent.count(said)


def send_all(sent: Sent, send: Callable[[Sent], None], many: int, rate: float, stop: threading.Event) -> None:
    """So many at so many a second, or until `stop`."""
    for _ in range(many):
        if stop.wait(1 / rate):
            return
        send(sent)
        sent.many += 1
