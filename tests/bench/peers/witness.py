"""What FreeSWITCH itself says of the moments of each call, whoever answers it: heard on a connection of our own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from appliance.switch.frames import Event, Frames

PIECE_BYTES = 65536
HEARD = "event plain CHANNEL_CREATE DTMF CHANNEL_BRIDGE"


@dataclass
class Waits:
    """Milliseconds. `hunt`: the caller's last key to the leg of the agent; `joined`: the agent's key to the bridge."""

    hunt: list[float] = field(default_factory=list)
    joined: list[float] = field(default_factory=list)


class Witness:
    """Joins what it hears of two legs once they are bridged. A conversation is counted once."""

    def __init__(self) -> None:
        self.waits = Waits()
        self._made: dict[str, float] = {}  # legs that the switch dialled
        self._keys: dict[str, list[float]] = {}

    def hear(self, event: Event) -> None:
        """One event, dated by FreeSWITCH in microseconds."""
        at, leg = int(event.get("Event-Date-Timestamp") or 0) / 1000, event.get("Unique-ID")
        if event.name == "CHANNEL_CREATE" and event.get("Call-Direction") == "outbound":
            self._made[leg] = at
        elif event.name == "DTMF":
            self._keys.setdefault(leg, []).append(at)
        elif event.name == "CHANNEL_BRIDGE":
            self._joined(event.get("Bridge-A-Unique-ID"), event.get("Bridge-B-Unique-ID"), at)

    def _joined(self, one: str, other: str, at: float) -> None:
        agent, caller = (other, one) if other in self._made else (one, other)
        made = self._made.pop(agent, None)
        if made is None:
            return
        if before := [key for key in self._keys.get(caller, ()) if key <= made]:
            self.waits.hunt.append(made - before[-1])
        if before := [key for key in self._keys.get(agent, ()) if key <= at]:
            self.waits.joined.append(at - before[-1])


@contextmanager
def heard(port: int, secret: str) -> Iterator[Witness]:
    """A witness, for the time of the block."""
    witness = Witness()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"auth {secret}\n\n{HEARD}\n\n".encode())
        listening = threading.Thread(target=_listen, args=(connection, witness), daemon=True)
        listening.start()
        yield witness
        connection.shutdown(socket.SHUT_RDWR)
        listening.join(5)


def _listen(connection: socket.socket, witness: Witness) -> None:
    frames = Frames()
    with suppress(ConnectionError):  # FreeSWITCH had more to say when we left
        while piece := connection.recv(PIECE_BYTES):
            for frame in frames.feed(piece):
                if frame.kind == "text/event-plain":
                    witness.hear(frame)
