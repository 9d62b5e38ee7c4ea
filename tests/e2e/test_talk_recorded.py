"""A conversation recorded by `*3`, where the line lets it: told to both first, both are heard in it, and it ends."""

from __future__ import annotations

import company
import pytest
import steps
from phones import sound
from steps import AGENT_TONE, CALLER_TONE, Scene
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_COMPANY = company.TEXT.replace("    default: true\n", "    default: true\n    record_talks: true\n")
LAB_OPTIONS = ()


def talking(world: World) -> Scene:
    scene = steps.at_conversation(world)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 2.5)  # until the conversation has settled
    return scene


def asks(scene: Scene) -> None:
    """`*3`, in the silence of both: what is told is then heard alone."""
    scene.caller.hums(None)
    scene.agent.hums(None)
    scene.agent.presses("*3")


def hums_of(samples: list[float], frequency: float) -> bool:
    """Whether this tone fills half a second somewhere."""
    window = sound.RATE // 2
    return any(
        sound.share(samples[at : at + window], frequency) > 0.6 for at in range(0, len(samples) - window, window)
    )


def test_both_hear_that_they_are_recorded_and_are_heard_in_it(world: World) -> None:
    scene = talking(world)
    asks(scene)
    scene.agent.hears("talk_recorded", within=8)
    scene.caller.hears("talk_recorded", within=8)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 3.0)
    for speaker, other, tone in ((scene.caller, scene.agent, CALLER_TONE), (scene.agent, scene.caller, AGENT_TONE)):
        speaker.hums(tone)
        other.hears_tone(tone, within=6)
        other.stream.ear.hears_no_tone(CALLER_TONE + AGENT_TONE, 1.5)
        speaker.hums(None)
    asks(scene)
    scene.caller.hears("talk_recorded_no_more", within=8)
    scene.agent.hears("talk_recorded_no_more", within=8)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 2.5)
    scene.caller.hangs_up()
    scene.agent.is_hung_up(within=2)
    call = world.journal(scene.caller, over=True, outcome="connected")
    (talk,) = call["talks"]
    samples = sound.read_wav(world.lab.config.recordings_dir / talk["file"])
    assert abs(len(samples) / sound.RATE - talk["seconds"]) < 0.2 and talk["seconds"] > 3
    assert hums_of(samples, CALLER_TONE) and hums_of(samples, AGENT_TONE), "both are in it"
    names = [step["name"] for step in call["steps"]]
    assert names.index("recording_began") < names.index("recording_ended")
    assert call["message"] is None


def test_a_recording_ends_with_the_call(world: World) -> None:
    scene = talking(world)
    asks(scene)
    scene.caller.hears("talk_recorded", within=8)
    scene.agent.hears("talk_recorded", within=8)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 4.5)
    scene.agent.hangs_up()
    scene.caller.is_hung_up(within=2)
    (talk,) = world.journal(scene.caller, over=True, outcome="connected")["talks"]
    assert talk["seconds"] > 1


def test_a_caller_who_is_handed_over_is_recorded_no_more(world: World) -> None:
    durand, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
    scene = steps.at_menu(world)
    scene.caller.presses("1")
    scene.agents.append(durand.rings(within=6))
    scene.agent.answers()
    scene.agent.hears("whisper", within=8, seconds=0.6)
    scene.agent.presses("1")
    steps.hear_each_other(scene)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 2.5)
    asks(scene)
    scene.caller.hears("talk_recorded", within=8)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 5.0)
    scene.agent.presses("*1")
    second = petit.rings(within=8)
    second.answers()
    second.hears("whisper", within=8, seconds=0.6)
    second.presses("1")
    scene.caller.hums(950)
    second.hears_tone(950, within=8)
    scene.caller.stream.ear.hears_no_tone(CALLER_TONE, 2.0)
    scene.caller.hangs_up()
    (talk,) = world.journal(scene.caller, over=True, outcome="connected")["talks"]
    samples = sound.read_wav(world.lab.config.recordings_dir / talk["file"])
    assert not hums_of(samples, 950), "what is said to the next agent, who heard nothing of it, is in no file"
