"""Ports for a lab: those asked for, checked; the others, picked so that labs side by side never meet.

Ports are picked below 32768, where Linux takes none for outgoing connections.
"""

from __future__ import annotations

import random
import socket
from dataclasses import dataclass

from appliance.lab.errors import LabError

FIRST, LAST = 20000, 32767
BLOCK = 128


@dataclass(frozen=True)
class Ports:
    """Every port of a lab. `rtp`: first and last, both included. The controller listens on `socket` or `socket` + 1.

    `browser`: where FreeSWITCH takes the calls of agents who answer in the pages; None: nobody does.
    """

    sip: int
    esl: int
    socket: int
    web: int
    rtp: tuple[int, int]
    browser: int | None = None


class PortBlock:
    """A run of free ports that no other lab of this machine can pick while this object lives."""

    def __init__(self, width: int) -> None:
        self.blocks = -(-width // BLOCK)
        starts = list(range(FIRST, LAST - self.blocks * BLOCK, BLOCK))
        random.shuffle(starts)
        for start in starts:
            self.claims = _claim(start, self.blocks)
            if self.claims and all(_is_free(port) for port in range(start, start + width)):
                self.first = start
                return
            self.close()
        raise LabError(f"Il ne reste pas {width} ports libres entre {FIRST} et {LAST} ; arrêtez d'autres labs.")

    def close(self) -> None:
        for claim in self.claims:
            claim.close()


def _claim(start: int, blocks: int) -> list[socket.socket]:
    """Hold each block by a name that only one process may bind, and that goes with the process; [] when taken."""
    claims: list[socket.socket] = []
    for block in range(start, start + blocks * BLOCK, BLOCK):
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        claims.append(claim)
        try:
            claim.bind(f"\0astreinte-ports-{block}")
        except OSError:
            for taken in claims:
                taken.close()
            return []
    return claims


def check_free(port: int, option: str, kinds: tuple[int, ...] = (socket.SOCK_STREAM,), host: str = "127.0.0.1") -> None:
    """LabError if the port that this option asks for is taken."""
    if not _is_free(port, kinds, host):
        raise LabError(f"Le port {port} est déjà pris ; arrêtez le programme qui l'occupe ou changez {option}.")


def _is_free(
    port: int, kinds: tuple[int, ...] = (socket.SOCK_STREAM, socket.SOCK_DGRAM), host: str = "127.0.0.1"
) -> bool:
    for kind in kinds:
        with socket.socket(socket.AF_INET, kind) as trial:
            if kind == socket.SOCK_STREAM:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError:
                return False
    return True
