"""A few lines of FreeSWITCH's inbound socket, of the tests' own: ask one `api` command, read one answer."""

from __future__ import annotations

import socket
import threading


class Esl:
    """Connects when first asked, and again if FreeSWITCH was started again. OSError when it does not answer."""

    def __init__(self, port: int, secret: str) -> None:
        self._port, self._secret = port, secret
        self._socket: socket.socket | None = None
        self._waiting = b""
        self._lock = threading.Lock()

    def api(self, command: str) -> str:
        with self._lock:
            try:
                return self._ask(command)
            except OSError:
                self.close()
                return self._ask(command)

    def _ask(self, command: str) -> str:
        if self._socket is None:
            self._connect()
        self._send(f"api {command}")
        return self._frame()[1]

    def _connect(self) -> None:
        self._waiting = b""
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=5)
        self._frame()
        self._send(f"auth {self._secret}")
        headers, _ = self._frame()
        if "+OK" not in headers:
            raise AssertionError(f"FreeSWITCH refused the secret: {headers}")

    def _send(self, command: str) -> None:
        assert self._socket is not None
        self._socket.sendall(f"{command}\n\n".encode())

    def _frame(self) -> tuple[str, str]:
        headers = self._until(b"\n\n").decode()
        length = next((int(line.split(":")[1]) for line in headers.split("\n") if line.startswith("Content-Length")), 0)
        return headers, self._exactly(length).decode("utf-8", "replace")

    def _until(self, end: bytes) -> bytes:
        while end not in self._waiting:
            self._more()
        found, _, self._waiting = self._waiting.partition(end)
        return found

    def _exactly(self, length: int) -> bytes:
        while len(self._waiting) < length:
            self._more()
        found, self._waiting = self._waiting[:length], self._waiting[length:]
        return found

    def _more(self) -> None:
        assert self._socket is not None
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionError("FreeSWITCH closed the connection")
        self._waiting += piece

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
