"""The supervisor's end of sd_notify(3): where one child says that it is ready and that it lives."""

from __future__ import annotations

import os
import secrets
import socket


class NotifySocket:
    """A datagram socket in Linux's abstract namespace: nothing to remove, and no limit on the length of a path."""

    def __init__(self) -> None:
        name = f"astreinte-{os.getpid()}-{secrets.token_hex(4)}"
        self.address = f"@{name}"  # the value of NOTIFY_SOCKET
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
        self._socket.bind(f"\0{name}")

    def fileno(self) -> int:
        return self._socket.fileno()

    def words(self) -> set[str]:
        """Every `KEY=value` received since the last reading."""
        words: set[str] = set()
        while True:
            try:
                words.update(self._socket.recv(4096).decode(errors="replace").splitlines())
            except BlockingIOError:
                return words

    def close(self) -> None:
        self._socket.close()
