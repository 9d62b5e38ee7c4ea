"""The same act done by stock greenswitch and by our transport: a defect is shown on one and gone in the other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import gevent
from gevent import socket
from greenswitch import esl

from appliance.switch.esl_connection import EslConnection
from appliance.switch.transport import ControlSocket, LegSocket
from tests.adapter.fake_freeswitch import Peer, Script, esl_listener, play

HUNG = "hung"
STOCK, OURS = "stock", "ours"
PATIENCE = {STOCK: 0.5, OURS: 10.0}  # seconds: what hangs is cut short, what must not hang has time on a busy machine


def outcome(kind: str, act: Callable[[], Any]) -> Any:
    """What the act returned, the type of what it raised, or HUNG."""

    def guarded() -> Any:
        try:
            return act()
        except (Exception, gevent.Timeout) as error:  # noqa: BLE001 - its type is the outcome
            return type(error)

    greenlet = gevent.spawn(guarded)
    greenlet.join(PATIENCE[kind])
    if not greenlet.ready():
        greenlet.kill()
        return HUNG
    return greenlet.value


@contextmanager
def leg(kind: str, script: Script, *, greeted: bool = False) -> Iterator[Any]:
    """The outbound socket of a leg, connected and with its events, whose FreeSWITCH greets, then follows the script.

    `greeted`: the script does the greeting itself.
    """
    ours, theirs = socket.socketpair()
    peer = Peer(theirs)
    playing = gevent.spawn(play, script if greeted else lambda peer: (peer.greet(), script(peer)), peer)
    connection = (esl.OutboundSession if kind == STOCK else LegSocket)(("127.0.0.1", 1), ours)
    try:
        connection.connect()
        if kind == STOCK:
            connection.myevents()
        connection.peer = peer
        yield connection
    finally:
        playing.kill()
        peer.close()
        dispose(connection)


@contextmanager
def control(kind: str, script: Script, prepare: Callable[[Any], Any] = lambda _: None) -> Iterator[Any]:
    """The inbound connection, authenticated, whose FreeSWITCH then follows the script."""
    with esl_listener(lambda peer: (peer.authenticate(), script(peer), peer.wait_closed())) as port:
        connection = control_socket(kind, port)
        prepare(connection)
        try:
            connection.connect()
            yield connection
        finally:
            dispose(connection)


def control_socket(kind: str, port: int, timeout: float = 5) -> Any:
    return (esl.InboundESL if kind == STOCK else ControlSocket)("127.0.0.1", port, "secret", timeout)


def dispose(connection: Any) -> None:
    """Let nothing of a connection outlive its test, whatever state the defect left it in."""
    if isinstance(connection, EslConnection):
        connection._end("le test est fini")
    greenlets = [connection._receive_events_greenlet, connection._process_events_greenlet]
    connection._run = False  # the stock one swallows GreenletExit and goes on
    gevent.killall([greenlet for greenlet in greenlets if greenlet], timeout=5)
    for name in ("sock_file", "sock"):
        with suppress(OSError, AttributeError):
            getattr(connection, name).close()


def descriptors(process: int | str = "self") -> int:
    """Open file descriptors of a process, by default this one."""
    return len(os.listdir(f"/proc/{process}/fd"))


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of its own for what would freeze or starve this one; it may import ours."""
    path = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
