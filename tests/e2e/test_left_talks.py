"""A controller that is killed leaves people who talk: they talk on, and the keys of their agent are answered still."""

from __future__ import annotations

import pytest
import steps
from steps import AGENT_TONE, CALLER_TONE
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_OPTIONS = ()  # a lab of its own


@pytest.mark.parametrize("keys", ["*1", "*3"])
def test_an_agent_who_asks_for_another_after_a_restart_hears_that_it_cannot_be_done(world: World, keys: str) -> None:
    scene = steps.at_conversation(world)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 2.5)  # until the conversation has settled
    world.restarts_its_controller()
    steps.hear_each_other(scene)
    scene.caller.hums(None)
    scene.agent.hums(None)
    for _ in range(2):
        scene.agent.presses(keys)
        scene.agent.hears("agents_unknown", within=8)
        scene.agent.stream.ear.hears_no_tone(CALLER_TONE, 3.0)
    assert not scene.caller.has_heard("agents_unknown")
    scene.agent.hums(AGENT_TONE)
    scene.caller.hears_tone(AGENT_TONE, within=6)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=2)
    world.journal(scene.caller, over=True, outcome="connected")
