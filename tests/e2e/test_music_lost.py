"""A prompts folder that has lost its music and its tone, and cannot take them: nobody waits, and it is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import company
import pytest
import steps
from phones import sound
from steps import Scene
from world import World

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LAB_OPTIONS = ()  # a lab of its own
WAITING_TONE = 440


@contextmanager
def lost(world: World, *patterns: str) -> Iterator[None]:
    """These sounds are no more, and the disk refuses each attempt to make them: a folder has their name."""
    folder = world.lab.config.prompts_dir
    found = [path for pattern in patterns for path in folder.glob(pattern)]
    assert found
    for path in found:
        path.rename(path.with_suffix(".aside"))
        path.mkdir()
        (path / "taken").touch()
    try:
        yield
    finally:
        for path in found:
            (path / "taken").unlink()
            path.rmdir()
            path.with_suffix(".aside").rename(path)


def test_a_caller_hears_a_tone_and_is_joined_at_once(world: World) -> None:
    with lost(world, "hold-*.wav"):
        scene = steps.at_hunt(world)
        scene.caller.hears_tone(WAITING_TONE, within=10)
        scene.agent.answers()
        scene.agent.hears("whisper", within=5, seconds=0.6)
        scene.caller.hums(steps.CALLER_TONE)
        scene.agent.presses("1")
        pressed = time.monotonic()
        scene.agent.hears_tone(steps.CALLER_TONE, within=2)
        assert time.monotonic() - pressed < 2.0
        steps.hear_each_other(Scene(world, scene.caller, [scene.agent]))
        assert "la musique d’attente, une tonalité" in health(world)
        scene.caller.hangs_up()
    assert "la musique d’attente et le bip sont prêts" in health(world).lower()


def test_a_message_is_taken_after_a_tone_of_freeswitch(world: World) -> None:
    with lost(world, "beep-*.wav"):
        caller = steps.at_menu(world).caller
        caller.presses("3")
        caller.hears("message_ask")
        caller.hears_beep()
        assert "le bip du message" in health(world)
        caller.says(sound.tone(steps.CALLER_TONE, seconds=2.5))
        caller.says_all()
        caller.presses("#")
        caller.hears("message_review")
        caller.hangs_up()
        world.journal(caller, outcome="message")


def health(world: World) -> str:
    """What the box says of itself."""
    done = world.lab.tries("health", "--config", str(world.lab.facts["config"]))
    assert done.stdout, done.stderr
    return done.stdout


def test_music_that_is_lost_is_made_anew_while_the_caller_waits(world: World) -> None:
    for path in world.lab.config.prompts_dir.glob("hold-*.wav"):
        path.unlink()
    scene = steps.at_hunt(world, "9", company.LATE)
    scene.caller.hears_tone(WAITING_TONE, within=10)
    scene.caller.hears("hold_word", within=45)
    scene.caller.hangs_up()
