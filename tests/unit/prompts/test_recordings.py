"""Recordings stand before the voice on the shelf; the folder says what the database says."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.believed import Believed
from appliance.prompts import recordings, wav
from appliance.prompts.build import build, check
from appliance.prompts.catalogue import Sentence, announcement, say
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.recordings import link_of, settle, take_in_force, take_name
from tests.unit.prompts.voices import ToneVoice, tone

TEXT = "Bonjour, ici la permanence."
FIRST, SECOND = tone(2.0, hertz=500.0), tone(3.0, hertz=900.0)
NOW = Believed(datetime(2033, 5, 18, tzinfo=UTC))  # later than any file of a test


def at(seconds: float) -> Believed:
    """A moment by its seconds since 1970, as files tell theirs."""
    return Believed(datetime.fromtimestamp(seconds, UTC))


def kept(folder: Path, *contents: bytes, of: str = TEXT) -> None:
    """The last of these is in force, and all are listed."""
    names = {take_name(one): one for one in contents}
    settle(folder, {of: take_name(contents[-1])} if contents else {}, names, names.get, NOW)


@pytest.fixture
def shelf(tmp_path: Path) -> PromptStore:
    shelf = PromptStore(tmp_path, ToneVoice())
    silence = wav.container(bytes(16000))
    shelf.beep = lambda: shelf.composed("beep.wav", lambda: silence)  # type: ignore[method-assign]
    return shelf


def test_a_recording_is_played_in_the_place_of_the_voice(shelf: PromptStore) -> None:
    spoken = shelf.ensure(announcement(TEXT))
    kept(shelf.directory, FIRST)
    assert shelf.ensure(announcement(TEXT)).read_bytes() == FIRST
    assert shelf.path(announcement(f"{TEXT} Encore.")) is None
    kept(shelf.directory)
    assert shelf.path(announcement(TEXT)) == spoken


def test_another_recording_has_another_name_so_that_music_made_of_it_is_made_again(shelf: PromptStore) -> None:
    word = say("hold_word").text
    kept(shelf.directory, FIRST, of=word)
    first = shelf.path(say("hold_word"))
    kept(shelf.directory, FIRST, SECOND, of=word)
    assert shelf.path(say("hold_word")) != first


def test_what_is_said_to_one_caller_is_never_a_recording(shelf: PromptStore) -> None:
    kept(shelf.directory, FIRST)
    assert shelf.recorded(Sentence("whisper", TEXT, fixed=False)) is None


def test_a_spoilt_recording_leaves_the_word_to_the_voice_and_is_written_again(shelf: PromptStore) -> None:
    spoken = shelf.ensure(announcement(TEXT))
    kept(shelf.directory, FIRST)
    path = shelf.directory / take_name(FIRST)
    path.write_bytes(FIRST[:100])
    assert shelf.path(announcement(TEXT)) == spoken
    kept(shelf.directory, FIRST)
    assert shelf.path(announcement(TEXT)) == path


def test_a_recording_is_for_the_accounts_that_play_it_alone(shelf: PromptStore) -> None:
    kept(shelf.directory, FIRST)
    assert stat.S_IMODE((shelf.directory / take_name(FIRST)).stat().st_mode) == 0o640


@pytest.mark.parametrize("target", ["../secret.wav", "/etc/passwd", "beep-1.wav", "take-xyz.wav"])
def test_a_link_leads_to_a_recording_of_this_folder_or_nowhere(shelf: PromptStore, target: str) -> None:
    wav.write(shelf.directory / "beep-1.wav", FIRST)
    link_of(shelf.directory, TEXT).symlink_to(target)
    assert take_in_force(shelf.directory, TEXT) is None


def test_a_recording_that_nobody_lists_goes_once_it_is_old(shelf: PromptStore) -> None:
    kept(shelf.directory, FIRST)
    music = shelf.directory / f"hold-1-{take_name(FIRST)}"
    wav.write(music, FIRST)
    young = (shelf.directory / take_name(FIRST)).stat().st_mtime
    settle(shelf.directory, {}, (), lambda name: None, at(young + 1))
    assert music.exists()
    settle(shelf.directory, {}, (), lambda name: None, at(young + recordings.YOUNG + 60))
    assert sorted(os.listdir(shelf.directory)) == []


def test_music_in_which_one_recording_of_several_is_listed_no_more_goes(shelf: PromptStore) -> None:
    kept(shelf.directory, FIRST, SECOND)
    stems = [Path(take_name(one)).stem for one in (FIRST, SECOND)]
    music = shelf.directory / f"hold-1-{stems[0]}-{stems[1]}-spoken.wav"
    wav.write(music, FIRST)
    old = at(music.stat().st_mtime + recordings.YOUNG + 60)
    settle(shelf.directory, {}, {take_name(FIRST), take_name(SECOND)}, lambda name: None, old)
    assert music.exists()
    settle(shelf.directory, {}, {take_name(SECOND)}, lambda name: None, old)
    assert not music.exists()


def test_a_recording_may_last_what_it_likes_and_is_listened_to_for_its_level(shelf: PromptStore) -> None:
    long, faint = tone(50.0), tone(2.0, amplitude=0.001)
    build(shelf, [announcement(TEXT)])
    kept(shelf.directory, long)
    assert check(shelf, [announcement(TEXT)]) == []
    kept(shelf.directory, faint)
    assert [fault.path for fault in check(shelf, [announcement(TEXT)])] == [shelf.directory / take_name(faint)]


def test_the_fixed_name_of_a_sentence_leads_to_its_recording(shelf: PromptStore) -> None:
    hunt = say("hunt")
    build(shelf, [hunt, say("hold_word")])
    kept(shelf.directory, FIRST, of=hunt.text)
    shelf.publish_names()
    assert shelf.named("hunt").read_bytes() == FIRST
