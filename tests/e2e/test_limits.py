"""What ends a call of the script that nobody ends: a telephone that vanished, the longest call."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import steps
from world import World

LAB_OPTIONS = ()  # a lab of its own
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

CALL_SECONDS = 25
SLACK = 4.0  # seconds: FreeSWITCH looks at its tasks and at the sound about once a second


@pytest.fixture
def silence(world: World) -> float:
    """Seconds without sound after which a telephone has vanished."""
    return world.lab.config.sip.media_timeout_seconds


def test_a_caller_whose_telephone_vanished_frees_the_agent(world: World, silence: float) -> None:
    """No BYE comes from a battery that is dead: the agent is not left talking to nobody, and may be called again."""
    scene = steps.at_conversation(world)
    scene.caller.stream.mute = True
    scene.agent.is_hung_up(within=silence + SLACK)
    world.lab.has_no_leg()
    call = world.journal(scene.caller, within=10, outcome="connected")
    assert world.outcomes(call) == [("solo", "accepted")]
    steps.at_whisper(world).caller.hangs_up()


def test_an_agent_whose_telephone_vanished_frees_the_caller(world: World, silence: float) -> None:
    scene = steps.at_conversation(world)
    scene.agent.stream.mute = True
    scene.caller.is_hung_up(within=silence + SLACK)
    world.lab.has_no_leg()
    world.journal(scene.caller, within=10, outcome="connected")


def test_a_caller_whose_telephone_vanished_stops_the_hunt(world: World, silence: float) -> None:
    scene = steps.at_hunt(world)
    scene.caller.stream.mute = True
    vanished = time.monotonic()
    scene.caller.is_hung_up(within=silence + SLACK)
    assert time.monotonic() - vanished > silence - 2
    world.lab.has_no_leg()
    world.journal(scene.caller, within=10, outcome="abandoned")


@pytest.fixture
def short_calls(world: World) -> Iterator[World]:
    """The same lab, its controller started again with another longest call."""
    file = next(world.lab.state.glob("*.toml"))
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
