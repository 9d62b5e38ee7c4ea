"""The same legs served by stock greenswitch's server and by ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gevent
from gevent import socket
from greenswitch import esl

from appliance.switch.server import OutboundServer
from appliance.switch.transport import LegSocket
from tests.adapter.stock_and_ours import STOCK, dispose


class StockServer:
    """greenswitch's server, made to look like ours: `handle` is the application's `run`."""

    def __init__(self, handle: Callable[[Any], None], most: int, at_birth: Callable[[], None]) -> None:
        self.sessions: list[Any] = []
        outer = self

        class Application:
            def __init__(self, session: Any) -> None:
                outer.sessions.append(session)
                at_birth()
                self.session = session

            def run(self) -> None:
                self.session.myevents()
                handle(self.session)

        self.port = free_port()
        self.server = esl.OutboundESLServer("127.0.0.1", self.port, Application, max_connections=most)
        self.listening = gevent.spawn(self.server.listen)
        while self.server.server is None or not self.server._running:
            gevent.sleep(0.01)

    def busy(self) -> int:
        return self.server.connection_count

    def stop(self) -> None:
        self.listening.kill()
        self.server.server.close()
        for session in self.sessions:
            dispose(session)


class OurServer:
    def __init__(self, handle: Callable[[Any], None], most: int, at_birth: Callable[[], None]) -> None:
        def run(leg: LegSocket) -> None:
            at_birth()
            handle(leg)

        self.server = OutboundServer([0], run, max_connections=most)
        self.port = self.server.start()

    def busy(self) -> int:
        return len(self.server.legs)

    def stop(self) -> None:
        self.server.stop_accepting()
        for leg in list(self.server.legs):
            leg.close(grace=0.1)
        assert self.server.join(10)


@contextmanager
def serving(
    kind: str, handle: Callable[[Any], None], most: int = 100, at_birth: Callable[[], None] = lambda: None
) -> Iterator[Any]:
    server = (StockServer if kind == STOCK else OurServer)(handle, most, at_birth)
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def becomes(condition: Callable[[], bool], seconds: float) -> bool:
    with gevent.Timeout(seconds, False):
        while not condition():
            gevent.sleep(0.01)
        return True
    return False
