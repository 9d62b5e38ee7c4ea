"""The port of loopback to which FreeSWITCH copies its SIP messages: what no controller reads is lost."""

from __future__ import annotations

import logging
from collections.abc import Callable

import gevent
from gevent import socket

from appliance.config import Sip
from appliance.switch.copies_wanted import let_through

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
BIND_AGAIN_SECONDS = 2.0  # the controller before us listens until its drain begins
LONGEST = 65_535
BATCH, PAUSE_SECONDS = 40, 0.02  # 2,000 messages a second at most: the others are dropped, and calls go on


class Overhearing:
    """Hands each datagram that may tell of a call refused to `take`, in one greenlet."""

    def __init__(self, port: int, take: Callable[[bytes], None], sip: Sip) -> None:
        self._port, self._take, self._sip = port, take, sip
        self._takes_all = False  # the kernel has no filter, and the log says so
        self._socket: socket.socket | None = None
        self._over = False

    def keep_listening(self) -> None:
        """Until `stop`."""
        waits = False
        while not self._over:
            listener = self._bound()
            if listener is None:
                if not waits:
                    log.info("UDP port %d is not ours yet: refusals before any leg are another's", self._port)
                waits = True
                gevent.sleep(BIND_AGAIN_SECONDS)
                continue
            with listener:
                self._socket = listener
                self._read(listener)

    def stop(self) -> None:
        """Leave the port to the next controller."""
        self._over = True
        if self._socket is not None:
            self._socket.close()

    def _bound(self) -> socket.socket | None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._choose(listener)
        try:
            listener.bind((HOST, self._port))
        except OSError:
            listener.close()
            return None
        return listener

    def _choose(self, listener: socket.socket) -> None:
        """What we have no use for wakes nobody, where the kernel lets us say so."""
        try:
            let_through(listener, self._sip)
        except OSError as error:
            if not self._takes_all:
                log.info(
                    "UDP port %d: every copy of a SIP message is read, the kernel filters none: %s", self._port, error
                )
            self._takes_all = True

    def _read(self, listener: socket.socket) -> None:
        """Those that come together are read together, or each would wake us."""
        while not self._over:
            try:
                listener.settimeout(None)
                self._take(listener.recv(LONGEST))
                gevent.sleep(PAUSE_SECONDS)
                listener.settimeout(0.0)
                for _ in range(BATCH - 1):
                    self._take(listener.recv(LONGEST))
            except BlockingIOError:
                continue
            except OSError:
                if self._over:
                    return
                raise
