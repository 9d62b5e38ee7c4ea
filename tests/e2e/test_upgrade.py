"""A new release takes over: callers in the script finish with the old one, the next ones hear the normal line."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import company
import pytest
import steps
from astreinte_lab import until
from controllers import NewController, listens
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_OPTIONS = ("--no-restart",)


@pytest.fixture
def second(world: World, tmp_path: Path) -> Iterator[NewController]:
    controller = NewController(world.lab, tmp_path / "second.log")
    try:
        yield controller
    finally:
        code = controller.ends()
    assert code == 0, controller.log.read_text()


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
        call = world.journal(scene.caller, within=10, over=True, outcome="connected")
        assert world.outcomes(call) == [(agent, "accepted")]
    assert world.journal(newcomer.caller)["line"] == "urgence"

    again = steps.at_whisper(world)  # the agent who talked through the upgrade is free again
    again.caller.hangs_up()
