"""A mobile that screens its calls: it answers by itself, asks who calls, and its owner picks up much later."""

from __future__ import annotations

import time

import company
import pytest
import steps
from phones import sound
from world import World

pytestmark = pytest.mark.e2e

AT_ONCE = 0.5  # seconds from the answer to the first words
SCREENED = 20.0  # seconds before its owner, who has read who calls, picks up


@pytest.mark.parametrize("speaks", [0.0, 5.0], ids=["silent", "speaking"])
def test_a_telephone_that_screens_hears_the_line_at_once_again_and_its_owner_may_still_accept(
    world: World, speaks: float
) -> None:
    """Its voice asks who calls over our first words: they are said again, whole, and key 1 is awaited all the while."""
    scene = steps.at_hunt(world)
    whisper = world.sentences.whisper(company.LINE, None, scene.caller.e164)
    scene.agent.answers()
    answered = time.monotonic()
    if speaks:
        scene.agent.says(sound.chatter(speaks))
    assert scene.agent.hears(whisper, within=3, seconds=0.6).at - answered < AT_ONCE
    again = scene.agent.hears(whisper, within=25, seconds=8).at
    assert again - answered > speaks
    scene.agent.stream.ear.hears_no_tone(steps.CALLER_TONE, max(0.1, answered + SCREENED - time.monotonic()))
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=2)
    assert world.outcomes(world.journal(scene.caller, outcome="connected")) == [("solo", "accepted")]
