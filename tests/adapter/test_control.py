"""The supervised inbound connection, against a scripted FreeSWITCH."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import gevent
import pytest
from gevent.event import AsyncResult
from gevent.event import Event as Flag
from gevent.queue import Queue

from appliance.switch.control import LOST, Control, LiveLegs
from appliance.switch.transport import CommandRefused, CommandTimeout, Disconnected
from tests.adapter.fake_freeswitch import LEG, OTHER_LEG, Peer, esl_listener, field
from tests.adapter.stock_and_ours import OURS, control

SECRET = "a-secret-of-the-tests"
NUMBER = "0612345678"


class Switch:
    """A FreeSWITCH that authenticates, lists its channels, and runs what is asked; `job` decides what bgapi gives."""

    def __init__(self) -> None:
        self.peers: list[Peer] = []
        self.arrived: Queue[Peer] = Queue()
        self.channels: list[dict[str, str]] = []
        self.job: Any = lambda command: "+OK done"
        self.silent = False
        self.beats = Queue()

    def __call__(self, peer: Peer) -> None:
        peer.send("Content-Type: auth/request\n\n")
        peer.reply("+OK accepted" if peer.read() == f"auth {SECRET}" else "-ERR invalid")
        self.peers.append(peer)
        while True:
            self.obey(peer, peer.read())

    def obey(self, peer: Peer, command: str) -> None:
        if self.silent:
            return
        if command == "api show channels as json":
            rows = {"row_count": len(self.channels), **({"rows": self.channels} if self.channels else {})}
            peer.api_reply(json.dumps(rows))
            self.arrived.put(peer)
        elif command.startswith("bgapi "):
            self.background(peer, command)
        elif command.startswith("api "):
            self.beats.put(command)
            peer.api_reply("-ERR No such channel!\n" if "uuid_kill" in command else f"+OK {command}\n")
        else:
            peer.reply()

    def background(self, peer: Peer, command: str) -> None:
        result = self.job(command)
        if result is not None:  # the event before the reply, as a fast job may do
            peer.event("BACKGROUND_JOB", {"Job-UUID": field(command, "Job-UUID")}, f"{result}\n")
        peer.reply("+OK Job-UUID: x")


@contextmanager
def connected(switch: Switch, **options: Any) -> Iterator[Control]:
    with esl_listener(switch) as port:
        watched = Control(port, SECRET, **options)
        watched.start()
        try:
            assert watched.ready.wait(10), watched.last_error
            yield watched
        finally:
            watched.stop()


def test_a_job_gives_its_output_even_when_it_ends_before_the_reply() -> None:
    switch = Switch()
    with connected(switch) as it:
        assert it.background("originate", "x", "&park", timeout=5) == "done"


def test_a_job_that_is_refused_gives_its_cause() -> None:
    switch = Switch()
    switch.job = lambda command: "-ERR USER_BUSY"
    with connected(switch) as it, pytest.raises(CommandRefused) as refusal:
        it.background("originate", "x", "&park", timeout=5)
    assert refusal.value.reply == "-ERR USER_BUSY"


def test_a_job_that_lasts_too_long_does_not_cost_the_connection() -> None:
    switch = Switch()
    switch.job = lambda command: None
    with connected(switch) as it:
        with pytest.raises(CommandTimeout):
            it.background("originate", "x", timeout=0.05)
        assert it.api("uptime") == "+OK api uptime"
        assert len(switch.peers) == 1


def test_two_jobs_at_once_get_each_its_own_result() -> None:
    def crossed(peer: Peer) -> None:
        commands = [peer.read(), peer.read()]
        for command in reversed(commands):
            name = command.split("\n")[0].removeprefix("bgapi echo ")
            peer.event("BACKGROUND_JOB", {"Job-UUID": field(command, "Job-UUID")}, f"+OK {name}\n")
        for _ in commands:
            peer.reply()

    with control(OURS, crossed) as connection:
        jobs = {name: gevent.spawn(connection.background, "echo", name, timeout=5) for name in "ab"}
        assert {name: job.get(timeout=5) for name, job in jobs.items()} == {"a": "a", "b": "b"}
        assert connection._jobs == {}


def test_a_job_whose_connection_dies_is_told_at_once() -> None:
    switch = Switch()
    switch.job = lambda command: switch.peers[-1].close()
    with connected(switch) as it, gevent.Timeout(10), pytest.raises(Disconnected):
        it.background("originate", "x", timeout=60)


def test_a_leg_is_followed_from_its_first_ringing_to_its_end() -> None:
    switch = Switch()
    with connected(switch) as it, it.watch(LEG) as watch, it.watch(OTHER_LEG) as other:
        (peer,) = switch.peers
        assert not gevent.wait([watch.ringing, watch.gone], timeout=0)
        peer.event("CHANNEL_PROGRESS_MEDIA", {"Unique-ID": LEG})
        assert gevent.wait([watch.ringing, watch.gone], timeout=5, count=1)
        assert not watch.gone.is_set()
        peer.event("CHANNEL_ANSWER", {"Unique-ID": LEG})
        assert watch.answered.wait(5)
        headers = {"Unique-ID": LEG, "Hangup-Cause": "USER_BUSY", "variable_sip_term_status": "486"}
        peer.event("CHANNEL_HANGUP_COMPLETE", headers)
        assert watch.gone.wait(5)
        assert watch.cause == "USER_BUSY"
        assert watch.end is not None
        assert watch.end.variable("sip_term_status") == "486"
        assert not other.ringing.is_set()
    assert it._watches == {}


def test_the_state_of_the_gateways_is_known() -> None:
    switch = Switch()
    with connected(switch) as it, it.watch(LEG) as watch:
        subclass = {"Event-Subclass": "sofia::gateway_state", "Gateway": "operator", "State": "FAIL_WAIT"}
        switch.peers[0].event("CUSTOM", subclass)
        switch.peers[0].event("CHANNEL_ANSWER", {"Unique-ID": LEG})
        assert watch.answered.wait(5)
        assert it.gateways == {"operator": "FAIL_WAIT"}


def test_when_freeswitch_comes_back_we_come_back_and_find_out_what_was_lost() -> None:
    told: Queue[LiveLegs] = Queue()
    switch = Switch()
    with ExitStack() as stack:
        it = stack.enter_context(connected(switch, on_ready=told.put))
        before = told.get(timeout=5)
        assert before.legs == []
        alive = stack.enter_context(it.watch(LEG))
        lost = stack.enter_context(it.watch(OTHER_LEG))
        switch.channels = [{"uuid": LEG, "callstate": "ACTIVE"}]
        switch.peers[0].close()
        after = told.get(timeout=10)
        assert (after.legs, after.uuids) == (switch.channels, {LEG})
        assert before.asked < after.asked < time.monotonic()
        assert lost.gone.wait(5)
        assert lost.cause == LOST
        assert alive.answered.is_set()
        assert not alive.gone.is_set()
        assert "CHANNEL_HANGUP_COMPLETE" in subscription(switch.peers[1])
        assert it.api("uptime") == "+OK api uptime"


def subscription(peer: Peer) -> str:
    return next(command for command in peer.commands if command.startswith("event plain"))


def test_a_leg_asked_for_while_disconnected_is_not_taken_for_lost() -> None:
    switch = Switch()
    with connected(switch) as it:
        switch.arrived.get(timeout=5)
        gone = Flag()
        it._socket.closed.rawlink(lambda _: gone.set())  # type: ignore[union-attr]
        switch.peers[0].close()
        assert gone.wait(5)
        while it.ready.is_set():
            gevent.sleep(0)
        with it.watch(LEG) as watch:
            switch.arrived.get(timeout=10)
            assert it.ready.wait(5)
            assert not watch.gone.is_set()


def test_a_freeswitch_that_no_longer_answers_is_left_for_a_new_connection() -> None:
    switch = Switch()
    with connected(switch, heartbeat=0.05) as it:
        switch.beats.get(timeout=5)
        it._socket.command_timeout = 0.1  # type: ignore[union-attr]
        switch.silent = True
        while it.ready.is_set():
            gevent.sleep(0.01)
        switch.silent = False
        assert it.ready.wait(10)
        assert len(switch.peers) == 2


def test_a_command_without_a_connection_says_why() -> None:
    with esl_listener(lambda peer: None) as port:
        pass
    absent = Control(port, SECRET)
    absent.start()
    try:
        with pytest.raises(Disconnected, match=f"port {port}"):
            absent.api("status")
    finally:
        absent.stop()


def test_a_wrong_secret_is_said_in_one_sentence_that_tells_what_to_do() -> None:
    with esl_listener(Switch()) as port:
        stranger = Control(port, "another-secret")
        stranger.start()
        try:
            with pytest.raises(Disconnected, match="esl_secret"):
                stranger.api("status")
        finally:
            stranger.stop()


def test_a_refused_command_leaves_the_connection_alone() -> None:
    switch = Switch()
    with connected(switch) as it:
        with pytest.raises(CommandRefused):
            it.api("uuid_kill", LEG)
        assert it.ready.is_set()


def test_a_failure_of_what_follows_the_connection_does_not_cost_it(caplog: pytest.LogCaptureFixture) -> None:
    failed = AsyncResult()

    def fail(channels: list[dict[str, str]]) -> None:
        failed.set(True)
        raise ValueError(NUMBER)

    with connected(Switch(), on_ready=fail) as it:
        assert failed.get(timeout=5)
        assert it.api("uptime")
    assert NUMBER not in caplog.text


def test_stopping_leaves_no_greenlet_and_no_connection() -> None:
    switch = Switch()
    with connected(switch) as it:
        supervisor = it._supervisor
        it.stop()
        assert supervisor is not None
        assert supervisor.dead
        assert not it.ready.is_set()
