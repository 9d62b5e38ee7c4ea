"""Sentences on disk: found, spoken when missing."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.prompts import wav
from appliance.prompts.catalogue import HOLD_WORDS, announcement, number_read_back, say, whisper
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.prompt_store import KEPT_SECONDS, PromptStore
from appliance.prompts.speech import SpeechError
from appliance.store.upkeep.clock_doubt import despite_doubt
from tests.unit.prompts.voices import ToneVoice, tone

HELLO = announcement("Bonjour.")
READ_BACK = number_read_back("40719")


@pytest.fixture
def voice() -> ToneVoice:
    return ToneVoice()


@pytest.fixture
def prompt_store(tmp_path: Path, voice: ToneVoice) -> PromptStore:
    return PromptStore(tmp_path / "prompts", voice)


def test_a_sentence_never_said_has_no_file_and_asks_nothing(prompt_store: PromptStore, voice: ToneVoice) -> None:
    assert prompt_store.path(HELLO) is None
    assert voice.asked == []


def test_a_sentence_is_said_once(prompt_store: PromptStore, voice: ToneVoice) -> None:
    assert prompt_store.ensure(HELLO) == prompt_store.ensure(HELLO) == prompt_store.path(HELLO)
    assert voice.asked == ["Bonjour."]


def test_another_text_has_another_file(prompt_store: PromptStore) -> None:
    assert prompt_store.ensure(HELLO) != prompt_store.ensure(announcement("Bonsoir."))


def test_a_newer_voice_leaves_the_older_file_good_until_it_has_spoken(tmp_path: Path) -> None:
    old = PromptStore(tmp_path, ToneVoice(version="1")).ensure(HELLO)
    newer = PromptStore(tmp_path, ToneVoice(version="2"))
    assert newer.path(HELLO) == old
    assert newer.speak(HELLO, newer.engine, 2) == newer.path(HELLO) != old


def test_a_spoilt_file_is_said_again(prompt_store: PromptStore, voice: ToneVoice) -> None:
    prompt_store.ensure(HELLO).write_bytes(b"RIFF")
    assert wav.is_whole(prompt_store.ensure(HELLO))
    assert len(voice.asked) == 2


def test_a_voice_that_fails_leaves_no_file(prompt_store: PromptStore, voice: ToneVoice) -> None:
    voice.problem = "Panne."
    with pytest.raises(SpeechError, match=r"Panne\."):
        prompt_store.ensure(HELLO)
    assert prompt_store.path(HELLO) is None


def test_what_is_no_sound_is_not_put_on_the_shelf(prompt_store: PromptStore) -> None:
    with pytest.raises(SpeechError, match="WAV"):
        prompt_store.put(prompt_store.directory / "a.wav", b"<html>" * 100)


def test_a_directory_that_refuses_writing_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "prompts").write_text("a file stands where the directory should")
    with pytest.raises(SpeechError, match="écriture impossible"):
        PromptStore(tmp_path / "prompts", ToneVoice()).ensure(HELLO)


def test_threads_that_ask_for_the_same_sentence_get_the_same_whole_file(prompt_store: PromptStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        paths = set(pool.map(lambda _: prompt_store.ensure(READ_BACK), range(32)))
    assert len(paths) == 1
    assert wav.is_whole(paths.pop())
    assert not list(prompt_store.calls.glob(".*"))


def test_a_remote_voice_alone_cannot_serve_calls(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="local"):
        PromptStore(tmp_path, ToneVoice(remote=True))


def test_during_a_call_only_the_local_voice_speaks(tmp_path: Path) -> None:
    far, near = ToneVoice("far", remote=True), ToneVoice("near")
    prompt_store = PromptStore(tmp_path, far, near)
    prompt_store.ensure(HELLO)
    prompt_store.ensure(READ_BACK)
    assert far.asked == []
    assert near.asked == [HELLO.text, READ_BACK.text]


def test_a_caller_s_data_is_never_given_to_a_remote_voice(tmp_path: Path) -> None:
    far = ToneVoice("far", remote=True)
    with pytest.raises(ValueError, match="leave the box"):
        PromptStore(tmp_path, far, ToneVoice()).speak(READ_BACK, far, 2)
    assert far.asked == []


def test_what_was_said_in_a_call_is_forgotten_after_a_day(tmp_path: Path) -> None:
    now, prompt_store = datetime(2026, 11, 28, 9, tzinfo=UTC), PromptStore(tmp_path, ToneVoice())
    old, fixed, new = (prompt_store.ensure(one) for one in (READ_BACK, HELLO, whisper("SAV", None, None)))
    for path, age in ((old, KEPT_SECONDS + 1), (fixed, KEPT_SECONDS + 1), (new, KEPT_SECONDS - 1)):
        os.utime(path, (now.timestamp() - age, now.timestamp() - age))
    prompt_store.purge(despite_doubt(now))
    assert not old.exists()
    assert new.exists()
    assert fixed.exists()


def test_what_is_said_again_in_a_call_is_not_about_to_be_purged(prompt_store: PromptStore) -> None:
    path = prompt_store.ensure(READ_BACK)
    os.utime(path, (1, 1))
    prompt_store.ensure(READ_BACK)
    assert path.stat().st_mtime > 1_000_000


def test_a_read_back_that_cannot_be_said_is_made_of_what_was_built_before(
    prompt_store: PromptStore, voice: ToneVoice
) -> None:
    for name in FIXED:
        prompt_store.ensure(say(name))
    voice.problem = "Panne."
    names = [*(f"digit_{digit}" for digit in "40719"), "read_back_choice"]
    assert prompt_store.pieces(READ_BACK) == [prompt_store.path(say(name)) for name in names]


def test_a_whisper_that_cannot_be_said_still_gives_the_order_and_the_keys(prompt_store: PromptStore) -> None:
    for name in FIXED:
        prompt_store.ensure(say(name))
    names = ["whisper_intro", "whisper_choice", "whisper_order", "digit_4", "digit_2", "whisper_again"]
    assert prompt_store.pieces(whisper("SAV 24", "42", "+33612345678")) == [
        prompt_store.path(say(name)) for name in names
    ]
    names = ["whisper_intro", "whisper_choice", "whisper_again"]
    assert prompt_store.pieces(whisper("SAV 24", None, "+33612345678")) == [
        prompt_store.path(say(name)) for name in names
    ]


def test_a_line_named_like_an_order_gives_no_order(prompt_store: PromptStore) -> None:
    for name in FIXED:
        prompt_store.ensure(say(name))
    names = ["whisper_intro", "whisper_choice", "whisper_again"]
    assert prompt_store.pieces(whisper("Commande 12.", None, None)) == [prompt_store.path(say(name)) for name in names]


def test_an_internal_code_is_told_as_one(prompt_store: PromptStore) -> None:
    for name in FIXED:
        prompt_store.ensure(say(name))
    names = ["whisper_intro", "whisper_choice", "whisper_code", "digit_4", "digit_2", "whisper_again"]
    assert prompt_store.pieces(whisper("SAV", "42", None, code=True)) == [
        prompt_store.path(say(name)) for name in names
    ]


def test_a_number_with_a_missing_digit_is_not_half_read(prompt_store: PromptStore) -> None:
    prompt_store.ensure(say("digit_4"))
    assert prompt_store.pieces(READ_BACK) == []


def test_the_hold_cycle_is_twenty_seconds_of_music_before_each_of_the_words_in_turn(prompt_store: PromptStore) -> None:
    cycle, words = prompt_store.hold_cycle(), [prompt_store.ensure(say(name)) for name in HOLD_WORDS]
    assert len(set(words)) == 3
    assert wav.seconds_of(cycle) == pytest.approx(60 + sum(map(wav.seconds_of, words)))
    after = 0
    for word in words:
        samples = wav.samples_of(word.read_bytes())
        after += 20 * wav.RATE * 2 + len(samples)
        assert wav.samples_of(cycle.read_bytes())[:after].endswith(samples)


def test_the_hold_cycle_and_the_tone_are_composed_once(prompt_store: PromptStore) -> None:
    for make in (prompt_store.hold_cycle, prompt_store.beep):
        inode = make().stat().st_ino
        assert make().stat().st_ino == inode


def test_music_or_a_tone_that_is_missing_is_known_without_making_it(prompt_store: PromptStore) -> None:
    assert not prompt_store.has_hold_cycle()
    assert not prompt_store.has_beep()
    music, beep = prompt_store.hold_cycle(), prompt_store.beep()
    assert prompt_store.has_hold_cycle()
    assert prompt_store.has_beep()
    music.unlink()
    beep.write_bytes(beep.read_bytes()[:-1])
    assert not prompt_store.has_hold_cycle()
    assert not prompt_store.has_beep()


def test_fixed_names_lead_to_the_files_that_are_good_now(prompt_store: PromptStore) -> None:
    prompt_store.ensure(say("goodbye"))
    prompt_store.publish_names()
    assert prompt_store.named("goodbye").resolve() == prompt_store.path(say("goodbye"))
    assert wav.is_whole(prompt_store.named("beep"))
    assert wav.is_whole(prompt_store.named("hold_cycle"))
    assert not prompt_store.named("fallback_apology").exists()


def test_the_tone_voice_of_these_tests_is_itself_at_the_right_level() -> None:
    from appliance.prompts import audio

    audio.check_file(tone(2.0), "vingt-cinq caractères ici")
