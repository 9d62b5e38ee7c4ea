"""Whose keys are answered when the controller that joined them is gone, and whose are left to it or to us."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import gevent
import pytest

from appliance.calls import agent_keys
from appliance.calls.leg import OFFICE
from appliance.controller.left_talks import LeftTalks
from appliance.switch.control import LegWatch
from tests.adapter.test_who_talks import CALL, LEG, Switch

WORDS = Path("/prompts/agents_unknown.wav")


class Conversing(Switch):
    """The same, which tells what the agent's leg was made to hear."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.heard: list[tuple[str, ...]] = []
        self.watches: dict[str, LegWatch] = {}

    @contextmanager
    def watch(self, leg: str) -> Iterator[LegWatch]:
        yield self.watches.setdefault(leg, LegWatch())

    def api(self, command: str, leg: str, *facts: str) -> str:
        if command == "uuid_broadcast":
            self.heard.append((leg, *facts))
            return "+OK"
        return super().api(command, leg, *facts) if leg == CALL else "_undef_"

    def presses(self, keys: str) -> None:
        self.watches[LEG].keys.extend(keys)
        self.watches[LEG].pressed.set()

    def hangs_up(self) -> None:
        self.watches[LEG].leave("NORMAL_CLEARING")


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> Conversing:
    monkeypatch.setattr(agent_keys, "QUIET_SECONDS", 0.0)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = int(listening.getsockname()[1])
    return Conversing(port)  # nobody listens there


def listening(switch: Conversing, *ours: str) -> LeftTalks:
    talks = LeftTalks(switch, lambda: set(ours), lambda agent: [WORDS])  # type: ignore[arg-type]
    talks.listen(switch.live_legs())
    gevent.sleep(0)
    return talks


def test_whoever_asks_hears_each_time_that_it_cannot_be_done(switch: Conversing) -> None:
    talks = listening(switch)
    talks.listen(switch.live_legs())
    for times in (1, 2):
        switch.presses("*1")
        gevent.idle()
        assert switch.heard == [(LEG, str(WORDS), "aleg")] * times
    switch.hangs_up()
    gevent.idle()
    switch.presses("*1")
    gevent.idle()
    assert len(switch.heard) == 2


def test_keys_that_are_somebody_else_s_or_ask_for_nothing_are_not_answered(switch: Conversing) -> None:
    listening(switch)
    switch.presses("12#")
    gevent.idle()
    assert switch.heard == []
    switch.hangs_up()
    served, office = Conversing(0), Conversing(0)
    served.variables, office.variables = switch.variables, switch.variables | {"astreinte_joined_agent": OFFICE}
    listening(served, CALL)
    listening(office)
    assert served.watches == office.watches == {}


def test_a_controller_that_lives_heeds_them_itself(switch: Conversing) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as alive:
        switch.variables["astreinte_back"] = f"127.0.0.1:{alive.getsockname()[1]}"
        listening(switch)
    assert switch.watches == {}


def test_two_looks_at_once_listen_to_an_agent_once(switch: Conversing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new connection to FreeSWITCH looks for them in the very moment of the look of every thirty seconds."""
    talks, asks, follows = LeftTalks(switch, set, lambda name: [WORDS]), switch.api, switch.watch  # type: ignore[arg-type]
    followed: list[str] = []

    def slowly(command: str, leg: str, *facts: str) -> str:
        gevent.sleep(0)
        return asks(command, leg, *facts)

    def counted(leg: str) -> AbstractContextManager[LegWatch]:
        followed.append(leg)
        return follows(leg)

    monkeypatch.setattr(switch, "api", slowly)
    monkeypatch.setattr(switch, "watch", counted)
    gevent.joinall([gevent.spawn(talks.listen, switch.live_legs()) for _ in range(2)])
    gevent.idle()
    assert followed.count(CALL) == 1
