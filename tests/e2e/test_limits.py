"""What ends a call of the script that nobody ends: a telephone that vanished, the longest call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import company
import pytest
import steps
from phones.leg import Leg
from world import World

LAB_OPTIONS = ()  # a lab of its own
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

CALL_SECONDS = 25
PATIENT = "9"  # the key of the menu whose agent is rung 30 s
SLACK = 4.0  # seconds: FreeSWITCH looks at its tasks and at the sound about once a second


FOUND_SECONDS = 35  # asked after 15 s, looked at every 5 s, an answer awaited 4 s: well within a minute
QUIET_SECONDS = 28  # 20 s ended such a call once; a question has been asked by then


@pytest.mark.parametrize("held", [False, True], ids=["talking", "held"])
def test_a_caller_whose_telephone_vanished_frees_the_agent(world: World, held: bool) -> None:
    """No BYE comes from a battery that is dead: the agent is not left talking to nobody, and may be called again."""
    scene = steps.at_conversation(world)
    if held:
        scene.caller.holds()
    scene.caller.vanishes()
    scene.agent.is_hung_up(within=FOUND_SECONDS)
    world.lab.has_no_leg()
    call = world.journal(scene.caller, within=10, outcome="connected")
    assert world.outcomes(call) == [("solo", "accepted")]
    steps.at_whisper(world).caller.hangs_up()


def test_an_agent_whose_telephone_vanished_frees_the_caller(world: World) -> None:
    scene = steps.at_conversation(world)
    scene.agent.vanishes()
    scene.caller.is_hung_up(within=FOUND_SECONDS)
    world.lab.has_no_leg()
    world.journal(scene.caller, within=10, outcome="connected")


def test_a_caller_whose_telephone_vanished_stops_the_hunt(world: World) -> None:
    scene = steps.at_hunt(world, key=PATIENT, number=company.LATE)
    scene.caller.vanishes()
    scene.agent.stops_ringing(within=FOUND_SECONDS)
    world.lab.has_no_leg()
    world.journal(scene.caller, within=10, outcome="abandoned")


def test_who_is_silent_by_right_stays_and_is_heard_again(world: World) -> None:
    """The caller mutes, the agent presses hold: both are asked, nobody is cut, and both are heard afterwards."""
    scene = steps.at_conversation(world)
    scene.caller.goes_silent()
    scene.agent.holds()
    deadline = time.monotonic() + QUIET_SECONDS
    for each in (scene.caller, scene.agent):
        assert not each.is_hung_up_before(deadline), each.timeline.story()
        assert each.timeline.first("re-INVITE"), "it was not asked"
    scene.caller.stream.mute = False
    scene.agent.resumes()
    scene.caller.hears_tone(steps.AGENT_TONE)
    scene.agent.hears_tone(steps.CALLER_TONE)
    scene.caller.hangs_up()
    world.journal(scene.caller, within=10, outcome="connected")


@pytest.mark.parametrize("how", [Leg.goes_silent, Leg.holds], ids=["mute", "held"])
def test_a_caller_silent_in_the_hunt_is_still_hunted_for(world: World, how: Callable[[Leg], None]) -> None:
    scene = steps.at_hunt(world, key=PATIENT, number=company.LATE)
    how(scene.caller)
    assert not scene.caller.is_hung_up_before(time.monotonic() + QUIET_SECONDS), scene.caller.timeline.story()
    assert scene.caller.timeline.first("re-INVITE"), "it was not asked"
    scene.agent.answers()
    scene.caller.resumes()
    scene.agent.hears(world.sentences.whisper(company.LINE, None, scene.caller.e164))
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    scene.caller.hangs_up()


@pytest.fixture
def short_calls(world: World) -> Iterator[World]:
    """The same lab, its controller started again with another longest call."""
    file = Path(world.lab.facts["config"])
    before = file.read_text(encoding="utf-8")
    longest = f"max_call_seconds = {world.lab.config.sip.max_call_seconds}"
    assert longest in before
    for text in (before.replace(longest, f"max_call_seconds = {CALL_SECONDS}"), before):
        said = len(world.lab.news)
        file.write_text(text, encoding="utf-8")
        world.lab.hurt("controller")
        world.lab.is_whole_again(said)
        if text != before:
            yield world


def test_the_longest_call_ends_for_both_and_is_written(short_calls: World) -> None:
    """A conversation forgotten, or kept open by a fraud, has an end."""
    scene = steps.at_conversation(short_calls)
    lasted = scene.caller.is_hung_up(within=CALL_SECONDS + SLACK) - scene.caller.dialled_at
    assert lasted >= CALL_SECONDS - 1.5
    scene.agent.is_hung_up(within=1)
    short_calls.lab.has_no_leg()
    short_calls.journal(scene.caller, within=10, outcome="connected")
