"""A message after the tone: saved, playable, never lost by a hang-up."""

from __future__ import annotations

from pathlib import Path

import company
import pytest
import steps
from phones import sound
from steps import CALLER_TONE
from world import World

from appliance.company.model import MESSAGE_DAYS
from appliance.prompts.catalogue import kept_for

pytestmark = pytest.mark.e2e


def recording_of(world: World, call: dict[str, object]) -> sound.Samples:
    """What was kept, read from the folder that READY names."""
    message = call["message"]
    assert message, call
    name = message if isinstance(message, str) else str(message["file"] if "file" in message else message["name"])  # type: ignore[index]
    folder = Path(world.lab.facts["recordings"])
    found = next(path for path in folder.rglob("*.wav") if Path(name).stem in path.stem)
    return sound.read_wav(found)


def holds_the_tone(samples: sound.Samples) -> bool:
    """Half a second or more of what the caller hummed."""
    windows = range(0, len(samples) - 1600, 1600)
    return sum(sound.share(samples[start : start + 1600], CALLER_TONE) > 0.6 for start in windows) >= 3


@pytest.mark.short
def test_a_message_ended_by_hash_is_played_back_kept_and_saved(world: World) -> None:
    caller = steps.at_message(world).caller
    caller.hums(None)
    caller.says(sound.tone(CALLER_TONE, seconds=3))
    caller.says_all()
    caller.presses("#")
    caller.hears("message_review")
    caller.presses("1")
    caller.hears_tone(CALLER_TONE, within=4)
    caller.hears("message_review", within=8)
    caller.presses("2")
    caller.hears("message_kept")
    caller.hears(world.sentences.file(kept_for(MESSAGE_DAYS)), within=6)
    caller.hears("goodbye", within=6)
    caller.is_hung_up(within=8)
    kept = recording_of(world, world.journal(caller, outcome="message"))
    assert holds_the_tone(kept)
    assert 1.5 < len(kept) / sound.RATE < 8


def test_a_message_is_said_again_and_only_the_second_is_kept(world: World) -> None:
    caller = steps.at_message(world).caller
    caller.hums(None)
    caller.says(sound.tone(900, seconds=2))
    caller.says_all()
    caller.presses("#")
    caller.hears("message_review")
    caller.presses("3")
    caller.hears("message_ask")
    caller.hears_beep()
    caller.says(sound.tone(CALLER_TONE, seconds=2))
    caller.says_all()
    caller.presses("#")
    caller.hears("message_review")
    caller.presses("2")
    caller.hears("message_kept")
    caller.hangs_up()
    kept = recording_of(world, world.journal(caller, outcome="message"))
    assert holds_the_tone(kept)
    assert sound.share(kept, 900) < 0.1


@pytest.mark.short
def test_a_caller_who_hangs_up_while_speaking_has_left_a_message(world: World) -> None:
    caller = steps.at_message(world).caller
    caller.hums(None)
    caller.says(sound.tone(CALLER_TONE, seconds=2))
    caller.says_all()
    caller.hangs_up()
    assert holds_the_tone(recording_of(world, world.journal(caller, outcome="message")))


@pytest.mark.parametrize("leaves", [True, False])
def test_a_message_is_kept_whether_its_caller_hangs_up_on_the_review_or_says_nothing(
    world: World, leaves: bool
) -> None:
    caller = steps.at_review(world).caller
    if leaves:
        caller.hangs_up()
    else:
        caller.hums(None)
        caller.hears("message_kept", within=16)
        caller.hears("goodbye", within=8)
        caller.is_hung_up(within=8)
    world.lab.has_no_leg(within=2)
    assert holds_the_tone(recording_of(world, world.journal(caller, outcome="message")))


def test_a_caller_who_stays_silent_has_left_no_message(world: World) -> None:
    caller = steps.at_menu(world).caller
    caller.presses("3")
    caller.hears("message_ask")
    caller.hears_beep()
    caller.hears("message_empty", within=14)
    caller.hangs_up()


def test_a_faint_voice_is_a_message(world: World) -> None:
    """At -50 dBFS: FreeSWITCH took it for silence, and the caller was told three times that nothing was heard."""
    caller = steps.at_menu(world).caller
    caller.presses("3")
    caller.hears("message_ask")
    caller.hears_beep()
    faint = sound.chatter(9.0).astype(float)
    faint *= 32768 * 10 ** (-50 / 20) / (faint**2).mean() ** 0.5
    caller.says(faint.astype("int16"))
    caller.says_all()
    caller.presses("#")
    caller.hears("message_review")
    caller.presses("2")
    caller.hears("message_kept")
    caller.hangs_up()
    kept = recording_of(world, world.journal(caller, outcome="message"))
    assert 8.5 < len(kept) / sound.RATE < 12.0


def test_a_caller_who_says_nothing_is_asked_again(world: World) -> None:
    caller = steps.at_menu(world).caller
    caller.presses("3")
    caller.hears("message_ask")
    caller.hears_beep()
    caller.presses("#")
    caller.hears("message_empty", within=10)
    caller.hears("message_ask")
    caller.hangs_up()


def test_nobody_answers_the_line_and_its_last_resort_then_the_message(world: World) -> None:
    world.mobile(company.LATE).will_refuse(486)
    world.mobile(company.LAST_RESORT).will_refuse(486)
    caller = world.caller().calls(company.NIGHT)
    caller.hears("unanswered", within=25)
    caller.hears("message_ask")
    caller.hears_beep()
    caller.says(sound.tone(CALLER_TONE, seconds=2))
    caller.says_all()
    caller.hangs_up()
    world.journal(caller, outcome="message")
