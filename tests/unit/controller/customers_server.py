"""A real HTTP server on the loopback that knows customers, or freezes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class CustomersServer(ThreadingHTTPServer):
    """`answer`: the JSON of every question. `frozen`: set, it answers nobody. `paths`, `tokens`: what it was asked."""

    daemon_threads = True

    def __init__(self, answer: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.answer = answer
        self.frozen, self.over = threading.Event(), threading.Event()
        self.paths: list[str] = []
        self.tokens: list[str | None] = []


class _Answering(BaseHTTPRequestHandler):
    server: CustomersServer

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.server.tokens.append(self.headers["Authorization"])
        if self.server.frozen.is_set():
            self.server.over.wait(60)
            return
        said = self.server.answer.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Nothing is written of what it serves."""


@contextmanager
def plain_server(answer: str) -> Iterator[CustomersServer]:
    """On a free port, until the test ends."""
    with CustomersServer(answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
