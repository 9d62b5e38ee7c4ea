"""A real HTTPS server that answers as a test chooses, however badly, and keeps what it was asked."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

Answering = Callable[[ssl.SSLSocket, threading.Event], None]


@dataclass
class Asked:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpServer:
    """`answering`: what is done with the connection once the request has been read. `over`: the test has ended."""

    port: int
    ca_file: str
    answering: Answering
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"


def says(status: str, body: str = "", **headers: str) -> Answering:
    """An answer that is whole."""

    def answer(wire: ssl.SSLSocket, over: threading.Event) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())

    return answer


def hangs(wire: ssl.SSLSocket, over: threading.Event) -> None:
    """Nothing is answered, and the line stays open."""
    over.wait(60)


def drips(wire: ssl.SSLSocket, over: threading.Event) -> None:
    """A letter now and then, for ever."""
    wire.sendall(b"HTTP/1.1 200 OK\r\n")
    while not over.wait(0.05):
        wire.sendall(b"X-Slow: 1\r\n")


def cuts(wire: ssl.SSLSocket, over: threading.Event) -> None:
    """The line is cut in the middle of the answer."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nbeginning")


def floods(wire: ssl.SSLSocket, over: threading.Event) -> None:
    """An answer without end."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while not over.is_set():
        wire.sendall(b"x" * 65_536)


def babbles(wire: ssl.SSLSocket, over: threading.Event) -> None:
    """No HTTP at all."""
    wire.sendall(b"220 smtp.example.fr ESMTP\r\n")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for localhost that vouches for itself."""
    key, pem = folder / "key.pem", folder / "cert.pem"
    made = ["-keyout", str(key), "-out", str(pem), "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *made, "-addext", "subjectAltName=DNS:localhost"],
        check=True,
        capture_output=True,
    )
    return key, pem


@contextmanager
def http_server(key: Path, pem: Path) -> Iterator[HttpServer]:
    """On a free port of the loopback; it answers 200 until a test chooses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = HttpServer(door.getsockname()[1], str(pem), says("200 OK", "{}"))
        threading.Thread(target=_serve, args=(door, context, server), daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()


def _serve(door: socket.socket, context: ssl.SSLContext, server: HttpServer) -> None:
    with suppress(OSError):
        while True:
            wire, _ = door.accept()
            threading.Thread(target=_take, args=(wire, context, server), daemon=True).start()


def _take(plain: socket.socket, context: ssl.SSLContext, server: HttpServer) -> None:
    with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as wire:
        server.asked.append(_read(wire))
        server.answering(wire, server.over)


def _read(wire: ssl.SSLSocket) -> Asked:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(wire)
    head, _, body = data.partition(b"\r\n\r\n")
    line, _, rest = head.partition(b"\r\n")
    headers = {name.lower(): value for name, value in message_from_bytes(rest).items()}
    while len(body) < int(headers.get("content-length", 0)):
        body += _more(wire)
    return Asked(line.decode(), headers, body)


def _more(wire: ssl.SSLSocket) -> bytes:
    """What comes next; ConnectionError when nothing will."""
    found = wire.recv(4096)
    if not found:
        raise ConnectionError
    return found
