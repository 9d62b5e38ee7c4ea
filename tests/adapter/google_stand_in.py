"""A stand-in for translate.google.com: an HTTPS CONNECT proxy on 127.0.0.1 that ends TLS itself.

gTTS 2.5.4 checks no certificate, so it runs unpatched: real address, real request, real parser. This proves what we
do with replies of the shape that gTTS expects, not that Google still answers so (see the test marked `live`).
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest

STATUSES = {"429": "Too Many Requests", "403": "Forbidden", "503": "Service Unavailable"}


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate for the stand-in")
    paths = folder / "certificate.pem", folder / "key.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=translate.google.com"]
    command = ["openssl", *request, "-out", str(paths[0]), "-keyout", str(paths[1])]
    subprocess.run(command, check=True, capture_output=True)
    return paths


class StandIn:
    """`mode` says how the next requests are answered; `asked` is the text of each."""

    def __init__(self, certificate: tuple[Path, Path], mp3_of: Callable[[str], bytes]) -> None:
        self.mp3_of, self.mode = mp3_of, "ok"
        self.asked: list[str] = []
        self.closing = threading.Event()
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(*certificate)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.threads = [threading.Thread(target=self._accept)]
        self.threads[0].start()

    def close(self) -> None:
        """Stop listening, and wait for every connection to end."""
        self.closing.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.settimeout(10)
            self.threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self.threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            request, _ = read_head(connection)
            assert request.startswith("CONNECT translate.google.com:443 ")
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self.tls.wrap_socket(connection, server_side=True) as secured:
                head, body = read_head(secured)
                found = re.search(r"(?i)content-length: (\d+)", head)
                while found and len(body) < int(found[1]):
                    body += secured.recv(4096)
                text = text_asked(body)
                self.asked.append(text)
                self._reply(secured, text)

    def _reply(self, connection: ssl.SSLSocket, text: str) -> None:
        mode = self.mode
        if mode == "second_fails":
            mode = "ok" if len(self.asked) == 1 else "503"
        if mode == "hang":
            self.closing.wait(30)
        elif mode == "drip":
            self._drip(connection)
        elif mode in STATUSES:
            connection.sendall(reply(f"{mode} {STATUSES[mode]}", b"sorry"))
        elif mode == "consent":
            connection.sendall(reply("200 OK", b"<html>Before you continue to Google</html>"))
        else:
            sound = {"null": None, "not_mp3": b"no sound at all" * 10, "cut": self.mp3_of(text)[:300]}
            connection.sendall(reply("200 OK", batch(sound[mode] if mode in sound else self.mp3_of(text))))

    def _drip(self, connection: ssl.SSLSocket) -> None:
        """A byte now and then: no read ever times out."""
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not self.closing.wait(0.1):
            try:
                connection.sendall(b"x")
            except OSError:
                return


def read_head(connection: socket.socket) -> tuple[str, bytes]:
    """The head of a request, and what came of its body."""
    received = b""
    while b"\r\n\r\n" not in received and (more := connection.recv(4096)):
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    return head.decode("latin1"), body


def text_asked(body: bytes) -> str:
    """The text in a request of gTTS."""
    request = json.loads(urllib.parse.parse_qs(body.decode())["f.req"][0])
    text, language = json.loads(request[0][0][1])[:2]
    assert language == "fr"
    return str(text)


def reply(status: str, body: bytes) -> bytes:
    """A whole HTTP reply."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def batch(sound: bytes | None) -> bytes:
    """The lines of a reply with a sound, or with none."""
    inner = None if sound is None else json.dumps([base64.b64encode(sound).decode()], separators=(",", ":"))
    line = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":"))
    return f")]}}'\n\n{len(line)}\n{line}\n".encode()
