"""What comes on a gevent socket, waited for before it is read.

gevent tries to read first, and waits once it has found nothing: of an event socket, which is read to the end of what
has come, each such try is in vain, and costs more than the read that follows.
"""

from __future__ import annotations

import io
import os
from typing import Any

import gevent

READ = 1  # of libev: EV_READ


class Incoming(io.RawIOBase):
    """For `io.BufferedReader`. Ends with the socket's `shutdown`; the descriptor is the socket's, which closes it."""

    def __init__(self, sock: Any) -> None:
        super().__init__()
        self._descriptor = sock.fileno()
        self._hub = gevent.get_hub()
        self._has_come = self._hub.loop.io(self._descriptor, READ)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait for some bytes; 0 at the end of the stream. Raises OSError."""
        while True:
            self._hub.wait(self._has_come)
            try:
                return os.readv(self._descriptor, [buffer])
            except BlockingIOError:
                continue

    def close(self) -> None:
        if not self.closed:
            self._has_come.close()
        super().close()
