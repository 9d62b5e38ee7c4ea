"""The outbound server: defects D4, D11, D12, D13, D21, D22 and D23 of greenswitch's, and how ours serves and stops."""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import gevent
import pytest
from gevent import socket
from gevent.event import AsyncResult
from gevent.event import Event as Flag
from gevent.queue import Queue
from greenswitch import esl

from appliance.switch.server import OutboundServer
from appliance.switch.transport import LegEnd, LegSocket, PortInUse
from tests.adapter.fake_freeswitch import LEG, Peer, play, ring
from tests.adapter.stock_and_our_server import becomes, free_port, serving
from tests.adapter.stock_and_ours import OURS, STOCK, child, descriptors, dispose

NUMBER = "0612345678"

STARVES = """
import os, resource, sys, gevent
from tests.adapter.stock_and_our_server import serving
with serving(sys.argv[1], lambda leg: gevent.sleep(30)) as server:
    limit = len(os.listdir("/proc/self/fd")) + 6
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, 4096))
    print(server.port, limit, flush=True)
    gevent.sleep(30)
"""


def stays(peer: Peer) -> None:
    """A leg that greets us and stays until it is told `exit`."""
    peer.greet()
    while peer.read() != "exit":
        pass
    peer.reply("+OK bye")
    peer.say_goodbye()


@pytest.mark.parametrize(("kind", "freed"), [(STOCK, False), (OURS, True)])
def test_d4_a_call_cut_by_the_death_of_freeswitch_gives_its_place_back(kind: str, freed: bool) -> None:
    def die_while_playing(peer: Peer) -> None:
        peer.greet()
        peer.read()
        peer.reply()

    def playback(leg: Any) -> None:
        leg.call_command("playback", "x.wav", block=True)

    with serving(kind, playback, most=2) as server:
        calls = [ring(server.port, die_while_playing) for _ in range(2)]
        gevent.joinall(calls, raise_error=True)
        assert becomes(lambda: server.busy() == 0, 0.5 if kind == STOCK else 10) is freed


@pytest.mark.parametrize(("kind", "serves"), [(STOCK, False), (OURS, True)])
def test_d11_running_out_of_descriptors_does_not_end_the_service(kind: str, serves: bool) -> None:
    with child(STARVES, kind) as process:
        assert process.stdout
        port, limit = map(int, process.stdout.readline().split())
        crowd = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
        assert becomes(lambda: descriptors(process.pid) >= limit, 10)
        for probe in crowd:
            probe.close()
        try:
            assert becomes(lambda: greeted(port), 2 if kind == STOCK else 20) is serves
        finally:
            process.kill()


def greeted(port: int) -> bool:
    """Does the server speak to a new connection?"""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
        return probe.recv(7) == b"connect"
    return False


@pytest.mark.parametrize(("kind", "leaks"), [(STOCK, True), (OURS, False)])
def test_d12_a_connection_that_says_nothing_and_leaves_leaves_nothing_behind(kind: str, leaks: bool) -> None:
    with serving(kind, lambda leg: None) as server:
        before = descriptors()
        probes = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
        for probe in probes:
            assert probe.recv(7) == b"connect"
            probe.close()
        assert becomes(lambda: descriptors() <= before, 0.5 if leaks else 10) is not leaks
        dispose_of_stock_sessions()


def dispose_of_stock_sessions() -> None:
    import gc

    for thing in gc.get_objects():
        if type(thing) is esl.OutboundSession:
            dispose(thing)


def test_d12_a_connection_that_stays_silent_is_closed_after_the_deadline() -> None:
    server = OutboundServer([0], lambda leg: None, connect_seconds=0.1)
    with socket.create_connection(("127.0.0.1", server.start()), timeout=10) as probe:
        assert probe.recv(100) == b"connect\n\n"
        assert probe.recv(100) in (b"", b"exit\n\n")
    server.stop_accepting()
    assert server.join(10)


@pytest.mark.parametrize(("kind", "last_word"), [(STOCK, "connect"), (OURS, "exit")])
def test_d13_a_handler_that_fails_at_once_gives_the_leg_back_to_the_dialplan(kind: str, last_word: str) -> None:
    seen: list[Peer] = []

    def script(peer: Peer) -> None:
        seen.append(peer)
        stays(peer)

    def fail() -> None:
        raise ValueError(NUMBER)

    with serving(kind, lambda leg: None, at_birth=fail) as server:
        call = ring(server.port, script)
        becomes(lambda: bool(seen) and seen[0].commands[-1:] == ["exit"], 0.5 if kind == STOCK else 10)
        assert seen[0].commands[-1] == last_word
        call.kill()


def test_d13_what_failed_is_told_without_the_callers_number(caplog: pytest.LogCaptureFixture) -> None:
    def fail(leg: LegSocket) -> None:
        raise ValueError(NUMBER)

    with caplog.at_level(logging.DEBUG), serving(OURS, fail) as server:
        ring(server.port, stays).join(10)
    assert "ValueError" in caplog.text
    assert LEG in caplog.text
    assert NUMBER not in caplog.text


def test_d21_a_leg_is_greeted_at_once() -> None:
    def median(kind: str) -> float:
        with serving(kind, lambda leg: None) as server:
            return statistics.median(greeting_seconds(server.port, number) for number in range(9))

    stock, ours = median(STOCK), median(OURS)
    dispose_of_stock_sessions()
    assert ours < stock


def greeting_seconds(port: int, number: int) -> float:
    gevent.sleep(0.013 * number)  # out of step with a poll every 100 ms
    begun = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as probe:
        probe.recv(7)
        return time.perf_counter() - begun


def test_d22_no_free_port_is_an_error_that_names_the_ports_and_not_a_silent_exit() -> None:
    with socket.socket() as first, socket.socket() as second:
        ports = []
        for taken in (first, second):
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            ports.append(taken.getsockname()[1])
        stock = esl.OutboundESLServer("127.0.0.1", ports, object)
        with pytest.raises(SystemExit) as exit_:
            stock.listen()
        stock.server.close()
        assert not exit_.value.code  # what systemd takes for a success
        with pytest.raises(PortInUse, match=f"{ports[0]}, {ports[1]}"):
            OutboundServer(ports, lambda leg: None).start()


@pytest.mark.parametrize(("kind", "kept"), [(STOCK, False), (OURS, True)])
def test_d23_a_burst_of_calls_stays_within_the_limit(kind: str, kept: bool) -> None:
    over = Flag()
    with serving(kind, lambda leg: over.wait(), most=3) as server:
        calls = [ring(server.port, stays) for _ in range(6)]
        busy = becomes(lambda: server.busy() > 3, 0.5 if kept else 15)
        assert busy is not kept
        over.set()
        gevent.killall(calls)


def test_a_leg_too_many_is_sent_on_in_the_dialplan_by_exit() -> None:
    over = Flag()
    refused: Queue[str] = Queue()

    def last_word(peer: Peer) -> None:
        peer.greet()
        refused.put(peer.read())

    with serving(OURS, lambda leg: over.wait(), most=1) as server:
        first = ring(server.port, stays)
        assert becomes(lambda: server.busy() == 1, 10)
        ring(server.port, last_word)
        assert refused.get(timeout=10) == "exit"
        over.set()
        first.kill()


def test_the_second_port_is_taken_while_the_first_is_busy_and_the_old_server_goes_on() -> None:
    legs: Queue[tuple[str, LegSocket]] = Queue()
    done = Flag()

    def of(name: str) -> Callable[[LegSocket], None]:
        return lambda leg: (legs.put((name, leg)), done.wait())[0]

    ports = (free_port(), free_port())
    old, new = OutboundServer(ports, of("old")), OutboundServer(ports, of("new"))
    assert old.start() == ports[0]
    first = ring(ports[0], stays)
    assert legs.get(timeout=10)[0] == "old"
    assert new.start() == ports[1]
    old.stop_accepting()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", ports[0]))
    second = ring(ports[1], stays)
    assert legs.get(timeout=10)[0] == "new"
    assert len(old.legs) == 1
    assert not old.join(0.05)
    done.set()
    new.stop_accepting()
    assert old.join(10)
    assert new.join(10)
    gevent.joinall([first, second], timeout=10)


def test_a_call_that_had_just_connected_when_the_server_stops_is_served() -> None:
    served = AsyncResult()
    server = OutboundServer([0], lambda leg: served.set(leg.uuid))
    port = server.start()
    waiting = Peer(socket.create_connection(("127.0.0.1", port)))  # in the backlog: nothing has run since
    server.stop_accepting()
    call = gevent.spawn(play, stays, waiting)
    assert served.get(timeout=10) == LEG
    assert server.join(10)
    call.join(10)


def test_a_handler_that_returns_gives_the_leg_back_and_the_leg_is_told_closed() -> None:
    kept = AsyncResult()
    with serving(OURS, kept.set) as server:
        ring(server.port, stays)
        leg = kept.get(timeout=10)
        assert leg.closed.wait(10)
        assert leg.ending is LegEnd.CLOSED
        assert leg.opening.get("Unique-ID") == leg.uuid == LEG


def test_a_connection_that_is_not_from_this_machine_is_not_even_greeted() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        OutboundServer([0], lambda leg: None)._serve(ours, ("192.0.2.1", 40000))
        ours.close()
        assert theirs.recv(100) == b""


def test_a_peer_that_poses_as_freeswitch_with_nonsense_does_not_reach_the_handler() -> None:
    handled: list[LegSocket] = []

    def impostor(peer: Peer) -> None:
        peer.read()
        peer.reply("+OK", "Unique-ID: not-a-leg\n")
        peer.read()
        peer.reply("+OK bye")

    with serving(OURS, handled.append) as server:
        ring(server.port, impostor).join(10)
    assert handled == []
