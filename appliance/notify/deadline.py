"""A line to a server of others whose every word ends at one deadline, however slowly the other side speaks."""

from __future__ import annotations

import io
import socket
import time
from typing import Any


class Wire:
    """`deadline`: monotonic seconds. `patience`: seconds for each word, where it is less than what is left."""

    def __init__(self, wire: socket.socket, deadline: float, patience: float = float("inf")) -> None:
        self._wire, self._deadline = wire, deadline
        self.patience = patience

    def left(self) -> float:
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return min(seconds, self.patience)

    def sendall(self, data: Any) -> None:
        self._wire.settimeout(self.left())
        self._wire.sendall(data)

    def receive(self, into: Any) -> int:
        self._wire.settimeout(self.left())
        return self._wire.recv_into(into)

    def makefile(self, mode: str, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """The answer is still to be read: whoever opened the line closes it."""


class _Reader(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        return self._wire.receive(into)
