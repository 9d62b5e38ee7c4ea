"""Stands between a controller and FreeSWITCH's inbound socket, and may keep the list of live legs back for a while."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

ASKS = b"show channels"
PIECE = 65536


class EslRelay:
    """Relays every connection to `port`. Once told to, the next list of live legs is held: its reader gets it late."""

    def __init__(self, port: int) -> None:
        self._switch = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._armed, self._asked = threading.Event(), threading.Event()
        self._held, self._go = threading.Event(), threading.Event()
        self._go.set()
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def holds_the_next_list(self) -> None:
        """FreeSWITCH will answer, and the answer will wait for `lets_go`."""
        self._held.clear()
        self._asked.clear()
        self._go.clear()
        self._armed.set()

    def has_the_list(self, within: float) -> None:
        """FreeSWITCH has answered."""
        assert self._held.wait(within), f"no list was asked for within {within} s"

    def lets_go(self) -> None:
        """The answer goes on to who asked."""
        self._go.set()

    def cuts(self) -> None:
        """Every connection is lost: the controller connects again."""
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def close(self) -> None:
        self.lets_go()
        self._listener.close()
        self.cuts()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                switch = socket.create_connection(self._switch)
                self._ends += [client, switch]
                threading.Thread(target=self._ask, args=(client, switch), daemon=True).start()
                threading.Thread(target=self._answer, args=(switch, client), daemon=True).start()

    def _ask(self, client: socket.socket, switch: socket.socket) -> None:
        with suppress(OSError), client, switch:
            while piece := client.recv(PIECE):
                if ASKS in piece and self._armed.is_set():
                    self._armed.clear()
                    self._asked.set()
                switch.sendall(piece)

    def _answer(self, switch: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while piece := switch.recv(PIECE):
                if self._asked.is_set():
                    self._held.set()
                    self._go.wait()
                client.sendall(piece)
