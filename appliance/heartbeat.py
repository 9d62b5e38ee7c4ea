"""Telling systemd, or `astreinte lab`, that this process is ready and that its hub still turns.

The protocol is sd_notify(3): datagrams of `KEY=value` lines to the socket named by NOTIFY_SOCKET.
"""

from __future__ import annotations

import logging
import os
import socket

import gevent

logger = logging.getLogger(__name__)


class Heartbeat:
    """Datagrams to whoever supervises this process. With no address, every word is dropped."""

    def __init__(self, address: str | None) -> None:
        self._address = _socket_address(address) if address else None
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setblocking(False)

    @classmethod
    def from_environment(cls) -> Heartbeat:
        """The supervisor named by NOTIFY_SOCKET, which is removed so that no child process answers for us."""
        return cls(os.environ.pop("NOTIFY_SOCKET", None))

    def ready(self) -> None:
        """The next call would be answered."""
        self._tell("READY=1")

    def beat(self) -> None:
        """The hub turns."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """No new call is accepted; the calls under way are being drained."""
        self._tell("STOPPING=1")

    def keep_beating(self, every: float = 1.0) -> None:
        """Beat for ever, `every` seconds. Run it in a greenlet of the hub to be watched."""
        while True:
            self.beat()
            gevent.sleep(every)

    def close(self) -> None:
        """Nothing more will be said."""
        self._socket.close()

    def _tell(self, words: str) -> None:
        if self._address is None:
            return
        try:
            self._socket.sendto(words.encode(), self._address)
        except BlockingIOError:
            logger.debug("The supervisor has not read the last beats yet.")
        except OSError as error:
            logger.warning("The supervisor cannot be told %s: %s", words, error)


def _socket_address(name: str) -> str:
    """`@name` is a socket in the abstract namespace of Linux."""
    return "\0" + name[1:] if name.startswith("@") else name
