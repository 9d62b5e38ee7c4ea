"""FreeSWITCH's side of an event socket, played by a script: says what it is told, when it is told.

A script is a function of a `Peer`. `EslListener` plays the inbound port; `ring` plays `socket`, calling our server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import gevent
from gevent import socket
from gevent.server import StreamServer

LEG = "11111111-2222-3333-4444-555555555555"
OTHER_LEG = "99999999-2222-3333-4444-555555555555"
GOODBYE = b"Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n"


class Gone(Exception):
    """The other side closed."""


class Peer:
    """One connection, seen from FreeSWITCH. `commands` are those read so far."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.commands: list[str] = []
        self._buffer = b""

    def read(self) -> str:
        """The next command, whole."""
        while b"\n\n" not in self._buffer:
            chunk = self.sock.recv(65536)
            if not chunk:
                raise Gone
            self._buffer += chunk
        command, self._buffer = self._buffer.split(b"\n\n", 1)
        self.commands.append(command.decode())
        return self.commands[-1]

    def send(self, data: bytes | str) -> None:
        self.sock.sendall(data if isinstance(data, bytes) else data.encode())

    def reply(self, text: str = "+OK", extra: str = "") -> None:
        self.send(f"Content-Type: command/reply\nReply-Text: {text}\n{extra}\n")

    def api_reply(self, body: bytes | str) -> None:
        body = body if isinstance(body, bytes) else body.encode()
        self.send(b"Content-Type: api/response\nContent-Length: %d\n\n" % len(body) + body)

    def event(self, name: str, headers: Mapping[str, str] | None = None, body: str | None = None) -> None:
        self.send(event_frame(name, headers, body))

    def say_goodbye(self) -> None:
        self.send(b"Content-Type: text/disconnect-notice\nContent-Length: %d\n\n" % len(GOODBYE) + GOODBYE)

    def say_linger(self) -> None:
        self.send(
            "Content-Type: text/disconnect-notice\nContent-Disposition: linger\nLinger-Time: 5\nContent-Length: 0\n\n"
        )

    def close(self) -> None:
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def authenticate(self) -> None:
        """Ask for the password and accept it."""
        self.send("Content-Type: auth/request\n\n")
        self.read()
        self.reply("+OK accepted")

    def greet(self, headers: str = "") -> None:
        """Answer `connect` and what follows it: up to `nixevent`, or greenswitch's own last word."""
        while (command := self.read()) != "myevents" and not command.startswith("nixevent"):
            if command == "connect":
                first = f"Unique-ID: {LEG}\nvariable_uuid: {LEG}\n"
                self.send(f"Content-Type: command/reply\nReply-Text: %2BOK%0A\n{first}{headers}\n")
            else:
                self.reply()
        self.reply("+OK events nixed")

    def executed(self, command: str, application: str, **variables: str) -> None:
        """Say that the application of a `sendmsg` has ended, as nested applications make FreeSWITCH say it."""
        headers = {"Unique-ID": LEG, "Application": application, "Application-UUID": field(command, "Event-UUID")}
        self.event("CHANNEL_EXECUTE_COMPLETE", headers | {f"variable_{name}": text for name, text in variables.items()})

    def wait_closed(self) -> None:
        """Until the other side closes, reading and answering nothing."""
        with suppress(Gone, OSError):
            while True:
                self.read()


def event_frame(name: str, headers: Mapping[str, str] | None = None, body: str | None = None) -> bytes:
    text = "".join(f"{key}: {value}\n" for key, value in {"Event-Name": name, **(headers or {})}.items())
    text += "\n" if body is None else f"Content-Length: {len(body.encode())}\n\n{body}"
    inner = text.encode()
    return b"Content-Length: %d\nContent-Type: text/event-plain\n\n" % len(inner) + inner


def field(command: str, name: str) -> str:
    """The value of a line of a command; "" when it has none."""
    return next((line.split(": ", 1)[1] for line in command.split("\n") if line.startswith(f"{name}: ")), "")


Script = Callable[[Peer], Any]


def play(script: Script, peer: Peer) -> None:
    try:
        script(peer)
    except (Gone, OSError):
        pass
    finally:
        peer.close()


@contextmanager
def esl_listener(script: Script, port: int = 0) -> Iterator[int]:
    """The inbound port: each connection runs the script. Gives the port."""
    server = StreamServer(("127.0.0.1", port), lambda sock, _: play(script, Peer(sock)))
    server.start()
    try:
        yield server.server_port
    finally:
        server.stop(timeout=0)


def ring(port: int, script: Script) -> gevent.Greenlet:
    """A leg reaches `socket 127.0.0.1:port`."""
    return gevent.spawn(play, script, Peer(socket.create_connection(("127.0.0.1", port))))
