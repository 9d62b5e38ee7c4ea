"""A few questions to a running FreeSWITCH, for commands outside the controller: one connection, plain sockets."""

from __future__ import annotations

import socket
from types import TracebackType

from appliance.switch.errors import CommandRefused, Disconnected, SecretRefused

SECONDS = 5.0


class BlockingEslClient:
    """An inbound connection, open while the `with` block runs. SwitchError, one sentence, for anything that fails."""

    def __init__(self, port: int, secret: str, seconds: float = SECONDS) -> None:
        self._port, self._secret, self._seconds = port, secret, seconds

    def __enter__(self) -> BlockingEslClient:
        try:
            self._socket = socket.create_connection(("127.0.0.1", self._port), self._seconds)
        except OSError as error:
            raise Disconnected(self._silent(error)) from error
        self._reader = self._socket.makefile("rb")
        try:
            self._read()
            self._authenticate()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing more will be asked."""
        self._reader.close()
        self._socket.close()

    def ask(self, command: str) -> str:
        """The answer of an API command (`status`, `sofia status profile trunks`), as FreeSWITCH prints it."""
        if "\n" in command or "\r" in command:
            raise ValueError("a command is one line")
        answer = self._say(f"api {command}")[1].strip()
        if answer.startswith(("-ERR", "-USAGE")):
            raise CommandRefused(answer)
        return answer

    def _authenticate(self) -> None:
        headers, _ = self._say(f"auth {self._secret}")
        if not headers.get("reply-text", "").startswith("+OK"):
            raise SecretRefused(
                "auth", f"FreeSWITCH refuse le secret du port {self._port} ; il est démarré sur un autre fichier."
            )

    def _say(self, line: str) -> tuple[dict[str, str], str]:
        try:
            self._socket.sendall(f"{line}\n\n".encode())
        except OSError as error:
            raise Disconnected(self._silent(error)) from error
        return self._read()

    def _read(self) -> tuple[dict[str, str], str]:
        """One frame: its headers, in lower case, and its body."""
        try:
            headers = self._headers()
            body = self._reader.read(int(headers.get("content-length", "0")))
        except (OSError, ValueError) as error:
            raise Disconnected(self._silent(error)) from error
        return headers, body.decode("utf-8", "replace")

    def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        while (line := self._reader.readline(65536)) not in (b"\n", b"\r\n"):
            if not line:
                raise OSError("connexion fermée")
            name, _, value = line.decode("utf-8", "replace").partition(":")
            headers[name.strip().lower()] = value.strip()
        return headers

    def _silent(self, error: Exception) -> str:
        return f"FreeSWITCH ne répond pas sur le port {self._port} : vérifiez qu'il est démarré ({error})."
