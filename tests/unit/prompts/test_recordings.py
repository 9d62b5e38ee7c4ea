"""Recordings stand before the voice in the prompt store; the folder says what the database says."""

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
from appliance.prompts.recordings import link_of, recording_in_force, recording_name, settle
from tests.unit.prompts.voices import ToneVoice, tone

TEXT = "Bonjour, ici la permanence."
FIRST, SECOND = tone(2.0, hertz=500.0), tone(3.0, hertz=900.0)
NOW = Believed(datetime(2033, 5, 18, tzinfo=UTC))  # later than any file of a test


def at(seconds: float) -> Believed:
    """A moment by its seconds since 1970, as files tell theirs."""
    return Believed(datetime.fromtimestamp(seconds, UTC))


def kept(folder: Path, *contents: bytes, of: str = TEXT) -> None:
    """The last of these is in force, and all are listed."""
    names = {recording_name(one): one for one in contents}
    settle(folder, {of: recording_name(contents[-1])} if contents else {}, names, names.get, NOW)


@pytest.fixture
def prompt_store(tmp_path: Path) -> PromptStore:
    prompt_store = PromptStore(tmp_path, ToneVoice())
    silence = wav.container(bytes(16000))
    prompt_store.beep = lambda: prompt_store.composed("beep.wav", lambda: silence)  # type: ignore[method-assign]
    return prompt_store


def test_a_recording_is_played_in_the_place_of_the_voice(prompt_store: PromptStore) -> None:
    spoken = prompt_store.ensure(announcement(TEXT))
    kept(prompt_store.directory, FIRST)
    assert prompt_store.ensure(announcement(TEXT)).read_bytes() == FIRST
    assert prompt_store.path(announcement(f"{TEXT} Encore.")) is None
    kept(prompt_store.directory)
    assert prompt_store.path(announcement(TEXT)) == spoken


def test_another_recording_has_another_name_so_that_music_made_of_it_is_made_again(prompt_store: PromptStore) -> None:
    word = say("hold_word").text
    kept(prompt_store.directory, FIRST, of=word)
    first = prompt_store.path(say("hold_word"))
    kept(prompt_store.directory, FIRST, SECOND, of=word)
    assert prompt_store.path(say("hold_word")) != first


def test_what_is_said_to_one_caller_is_never_a_recording(prompt_store: PromptStore) -> None:
    kept(prompt_store.directory, FIRST)
    assert prompt_store.recorded(Sentence("whisper", TEXT, fixed=False)) is None


def test_a_spoilt_recording_leaves_the_word_to_the_voice_and_is_written_again(prompt_store: PromptStore) -> None:
    spoken = prompt_store.ensure(announcement(TEXT))
    kept(prompt_store.directory, FIRST)
    path = prompt_store.directory / recording_name(FIRST)
    path.write_bytes(FIRST[:100])
    assert prompt_store.path(announcement(TEXT)) == spoken
    kept(prompt_store.directory, FIRST)
    assert prompt_store.path(announcement(TEXT)) == path


def test_a_recording_is_for_the_accounts_that_play_it_alone(prompt_store: PromptStore) -> None:
    kept(prompt_store.directory, FIRST)
    assert stat.S_IMODE((prompt_store.directory / recording_name(FIRST)).stat().st_mode) == 0o640


@pytest.mark.parametrize("target", ["../secret.wav", "/etc/passwd", "beep-1.wav", "take-xyz.wav"])
def test_a_link_leads_to_a_recording_of_this_folder_or_nowhere(prompt_store: PromptStore, target: str) -> None:
    wav.write(prompt_store.directory / "beep-1.wav", FIRST)
    link_of(prompt_store.directory, TEXT).symlink_to(target)
    assert recording_in_force(prompt_store.directory, TEXT) is None


def test_a_recording_that_nobody_lists_goes_once_it_is_old(prompt_store: PromptStore) -> None:
    kept(prompt_store.directory, FIRST)
    music = prompt_store.directory / f"hold-1-{recording_name(FIRST)}"
    wav.write(music, FIRST)
    young = (prompt_store.directory / recording_name(FIRST)).stat().st_mtime
    settle(prompt_store.directory, {}, (), lambda name: None, at(young + 1))
    assert music.exists()
    settle(prompt_store.directory, {}, (), lambda name: None, at(young + recordings.YOUNG + 60))
    assert sorted(os.listdir(prompt_store.directory)) == []


def test_music_in_which_one_recording_of_several_is_listed_no_more_goes(prompt_store: PromptStore) -> None:
    kept(prompt_store.directory, FIRST, SECOND)
    stems = [Path(recording_name(one)).stem for one in (FIRST, SECOND)]
    music = prompt_store.directory / f"hold-1-{stems[0]}-{stems[1]}-spoken.wav"
    wav.write(music, FIRST)
    old = at(music.stat().st_mtime + recordings.YOUNG + 60)
    settle(prompt_store.directory, {}, {recording_name(FIRST), recording_name(SECOND)}, lambda name: None, old)
    assert music.exists()
    settle(prompt_store.directory, {}, {recording_name(SECOND)}, lambda name: None, old)
    assert not music.exists()


def test_a_recording_may_last_what_it_likes_and_is_listened_to_for_its_level(prompt_store: PromptStore) -> None:
    long, faint = tone(50.0), tone(2.0, amplitude=0.001)
    build(prompt_store, [announcement(TEXT)])
    kept(prompt_store.directory, long)
    assert check(prompt_store, [announcement(TEXT)]) == []
    kept(prompt_store.directory, faint)
    assert [fault.path for fault in check(prompt_store, [announcement(TEXT)])] == [
        prompt_store.directory / recording_name(faint)
    ]


def test_the_fixed_name_of_a_sentence_leads_to_its_recording(prompt_store: PromptStore) -> None:
    hunt = say("hunt")
    build(prompt_store, [hunt, say("hold_word")])
    kept(prompt_store.directory, FIRST, of=hunt.text)
    prompt_store.publish_names()
    assert prompt_store.named("hunt").read_bytes() == FIRST
