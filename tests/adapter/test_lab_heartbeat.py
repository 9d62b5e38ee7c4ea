"""The controller's heartbeat, heard by the lab's end of sd_notify and by one like systemd's."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import gevent
import pytest

from appliance.heartbeat import Heartbeat
from appliance.lab.notify import NotifySocket

pytestmark = pytest.mark.timed


def test_ready_and_beats_reach_the_lab() -> None:
    supervisor = NotifySocket()
    heartbeat = Heartbeat(supervisor.address)
    heartbeat.ready()
    heartbeat.beat()
    assert supervisor.words() == {"READY=1", "WATCHDOG=1"}
    assert supervisor.words() == set()
    heartbeat.close()
    supervisor.close()


def test_a_path_works_as_an_abstract_name_does(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        heartbeat = Heartbeat(str(tmp_path / "notify"))
        heartbeat.stopping()
        assert systemd.recv(100) == b"STOPPING=1"
        heartbeat.close()


def test_beats_come_while_the_hub_turns_and_stop_when_it_does_not() -> None:
    supervisor = NotifySocket()
    heartbeat = Heartbeat(supervisor.address)
    beating = gevent.spawn(heartbeat.keep_beating, 0.01)
    gevent.sleep(0)
    assert "WATCHDOG=1" in supervisor.words()
    assert supervisor.words() == set(), "nothing turns the hub here"
    beating.kill()
    heartbeat.close()
    supervisor.close()


def test_the_address_is_taken_from_the_environment_so_that_no_child_beats_for_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    supervisor = NotifySocket()
    monkeypatch.setenv("NOTIFY_SOCKET", supervisor.address)
    heartbeat = Heartbeat.from_environment()
    assert "NOTIFY_SOCKET" not in os.environ
    heartbeat.ready()
    assert supervisor.words() == {"READY=1"}
    heartbeat.close()
    supervisor.close()


def test_without_a_supervisor_nothing_is_said() -> None:
    heartbeat = Heartbeat(None)
    heartbeat.ready()
    heartbeat.close()


def test_a_supervisor_that_does_not_read_never_blocks_the_hub() -> None:
    supervisor = NotifySocket()
    heartbeat = Heartbeat(supervisor.address)
    for _ in range(5000):
        heartbeat.beat()
    assert "WATCHDOG=1" in supervisor.words()
    heartbeat.close()
    supervisor.close()


def test_a_supervisor_that_has_gone_is_logged_and_the_calls_go_on(caplog: pytest.LogCaptureFixture) -> None:
    supervisor = NotifySocket()
    heartbeat = Heartbeat(supervisor.address)
    supervisor.close()
    heartbeat.beat()
    assert "cannot be told WATCHDOG=1" in caplog.text
    heartbeat.close()
