"""A new release takes over: callers in the script finish with the old one, the next ones hear the normal line."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import company
import pytest
import steps
from astreinte_lab import ASTREINTE, until
from phones.timeline import DidNotHappen
from world import World

from appliance.lab.notify import NotifySocket

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_OPTIONS = ("--no-restart",)
START_SECONDS = 30.0
LISTEN = "0A"  # in /proc/net/tcp


class NewController:
    """A controller of the next release, beside the one of the lab."""

    def __init__(self, config: str, log: Path) -> None:
        self._notify = NotifySocket()
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*ASTREINTE, "serve", "--config", config],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, "NOTIFY_SOCKET": self._notify.address},
            )  # fmt: skip

    def is_ready(self) -> None:
        """It has said READY=1."""
        words: set[str] = set()
        while "READY=1" not in words:
            if not select.select([self._notify], [], [], START_SECONDS)[0]:
                raise DidNotHappen(f"not ready within {START_SECONDS} s: {self.log.read_text()}")
            words |= self._notify.words()

    def ends(self) -> int:
        """SIGTERM, and its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(15)
        finally:
            self.process.kill()
            self._notify.close()


@pytest.fixture
def second(world: World, tmp_path: Path) -> Iterator[NewController]:
    controller = NewController(world.lab.facts["config"], tmp_path / "second.log")
    try:
        yield controller
    finally:
        code = controller.ends()
    assert code == 0, controller.log.read_text()


def listens(port: int) -> bool:
    """Whether a process of this machine listens on this port of 127.0.0.1, asked of Linux: no connection is made."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    return any(fields[1] == f"0100007F:{port:04X}" and fields[3] == LISTEN for fields in map(str.split, lines))


def test_an_upgrade_is_heard_by_nobody(world: World, second: NewController) -> None:
    first_port = world.lab.facts["ports"]["socket"]
    talking = steps.at_conversation(world)
    second.is_ready()
    assert (listens(first_port), listens(first_port + 1)) == (True, True)

    chooser = steps.at_menu(world)
    world.lab.hurt("controller", signal.SIGTERM)
    until(lambda: not listens(first_port), 3, "the first controller accepts no call any more")
    newcomer = steps.at_menu(world)

    newcomer.caller.presses("3")
    newcomer.caller.hears("message_ask")
    durand = world.mobile(company.DURAND)
    chooser.caller.presses("1")
    chooser.caller.hears("hunt")
    chooser.agents.append(durand.rings().answers())
    chooser.agent.hears("whisper", seconds=0.6)
    chooser.agent.presses("1")
    steps.hear_each_other(chooser)

    died = world.lab.await_news("DIED", within=10)
    assert (died["name"], died["ended"]) == ("controller", "exit 0"), died
    for scene in (talking, chooser):
        steps.hear_each_other(scene)
        scene.caller.hangs_up()
        scene.agent.is_hung_up(within=1)
    newcomer.caller.hangs_up()
    assert not any(scene.caller.has_heard("fallback_apology") for scene in (talking, chooser, newcomer))

    for scene, agent in ((talking, "solo"), (chooser, "durand")):
        call = world.journal(scene.caller, within=10, outcome="connected")
        assert world.outcomes(call) == [(agent, "accepted")]
        until(lambda scene=scene: world.journal(scene.caller)["ended_at"], 10, "the end of the conversation")
    assert world.journal(newcomer.caller)["line"] == "urgence"

    again = steps.at_whisper(world)  # the agent who talked through the upgrade is free again
    again.caller.hangs_up()
