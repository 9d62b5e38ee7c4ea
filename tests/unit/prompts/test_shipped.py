"""The recordings that ship: heard in the place of a voice where the company wants them, for their very text alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.company.wording import TO_CALLER, heard_by
from appliance.prompts import audio, wav
from appliance.prompts import shipped as shipping
from appliance.prompts.build import State, build, build_one, check, open_prompt_store, speak_by
from appliance.prompts.catalogue import Sentence, announcement, number_read_back, say
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.neural import kokoro
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.recordings import link_of, recording_name, text_key
from appliance.prompts.shipped import FOLDERS, LIST, shipped
from appliance.simulator.sounds import Sounds
from appliance.switch.voice import Voice
from tests.unit.prompts.voices import ToneVoice, tone

FOLDER = FOLDERS["fr"]
LISTED = json.loads((FOLDER / LIST).read_text(encoding="utf-8"))
GOODBYE = say("goodbye")
EDITED = replace(GOODBYE, text="Merci de votre appel. Au revoir !")
HEARD_BY_CALLERS = {name for name in FIXED if heard_by(name) == TO_CALLER}


def sound_of(sentence: Sentence) -> bytes:
    found = shipped(sentence.text, sentence.language)
    assert found is not None
    return found.sound()


def test_a_sentence_that_ships_is_heard_in_its_recording_and_no_voice_is_asked(tmp_path: Path) -> None:
    prompt_store, voice = PromptStore(tmp_path, ToneVoice(), neural=True), ToneVoice()
    prompt_store.engine = prompt_store.local = voice
    assert build_one(prompt_store, GOODBYE).state is State.SPOKEN
    assert build_one(prompt_store, GOODBYE).state is State.PRESENT
    path = prompt_store.path(GOODBYE)
    assert path is not None
    assert path.read_bytes() == sound_of(GOODBYE)
    assert voice.asked == []


def test_where_the_company_wants_none_a_voice_says_it(tmp_path: Path) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice())
    assert build_one(prompt_store, GOODBYE).path == prompt_store.file_of(GOODBYE, prompt_store.engine)


def test_a_sentence_edited_without_its_recording_is_said_by_the_voice(tmp_path: Path) -> None:
    voice = ToneVoice()
    prompt_store = PromptStore(tmp_path, voice, neural=True)
    assert shipped(EDITED.text, EDITED.language) is None
    assert build_one(prompt_store, EDITED).path == prompt_store.file_of(EDITED, voice)
    assert voice.asked == [EDITED.text]


def test_a_text_of_the_company_that_is_the_very_same_is_heard_in_it_too(tmp_path: Path) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice(), neural=True)
    assert build_one(prompt_store, announcement(GOODBYE.text)).path == prompt_store.laid_out(GOODBYE)


def test_the_company_s_own_recording_comes_first(tmp_path: Path) -> None:
    prompt_store, own = PromptStore(tmp_path, ToneVoice(), neural=True), tone(1.0)
    build_one(prompt_store, GOODBYE)
    wav.write(tmp_path / recording_name(own), own)
    link_of(tmp_path, GOODBYE.text).symlink_to(recording_name(own))
    path = prompt_store.path(GOODBYE)
    assert path is not None
    assert path.read_bytes() == own


def test_a_call_that_comes_before_the_folder_is_filled_hears_it_at_once(tmp_path: Path) -> None:
    voice = ToneVoice()
    assert PromptStore(tmp_path, voice, neural=True).ensure(GOODBYE).read_bytes() == sound_of(GOODBYE)
    assert voice.asked == []


def test_a_recording_that_is_spoilt_or_missing_leaves_the_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / LIST).write_text(json.dumps({text_key(GOODBYE.text): {"sound": "00000000"}}), encoding="utf-8")
    monkeypatch.setitem(shipping.FOLDERS, "fr", folder)
    shipping._listed.cache_clear()
    try:
        prompt_store = PromptStore(tmp_path, ToneVoice(), neural=True)
        for content in (None, b"RIFF"):
            if content is not None:
                (folder / f"{text_key(GOODBYE.text)}.wav").write_bytes(content)
            assert prompt_store.ensure(GOODBYE) == prompt_store.file_of(GOODBYE, prompt_store.local)
            prompt_store.file_of(GOODBYE, prompt_store.local).unlink()
            assert build_one(prompt_store, GOODBYE).state is State.SPOKEN
            prompt_store.file_of(GOODBYE, prompt_store.local).unlink()
    finally:
        monkeypatch.undo()
        shipping._listed.cache_clear()


def test_a_prompt_store_in_use_takes_them_and_leaves_them(tmp_path: Path) -> None:
    prompt_store = open_prompt_store(tmp_path, "pico")
    wav.write(prompt_store.file_of(GOODBYE, prompt_store.engine), tone(2.0))
    speak_by(prompt_store, "pico", neural=True)
    build_one(prompt_store, GOODBYE)
    assert prompt_store.path(GOODBYE) == prompt_store.laid_out(GOODBYE)
    speak_by(prompt_store, "pico", neural=False)
    assert prompt_store.path(GOODBYE) == prompt_store.file_of(GOODBYE, prompt_store.engine)


def test_a_folder_filled_with_them_passes_its_check(tmp_path: Path) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice(), neural=True)
    recorded = [say(name) for name, text in FIXED.items() if shipped(text, "fr")]
    build(prompt_store, recorded)
    assert check(prompt_store, recorded) == []


@pytest.mark.parametrize("key", LISTED)
def test_a_recording_is_whole_at_the_level_of_the_other_voice_with_a_breath_around(key: str) -> None:
    content = (FOLDER / f"{key}.wav").read_bytes()
    assert hashlib.sha256(content).hexdigest()[:8] == LISTED[key]["sound"]
    samples = audio.as_float(wav.samples_of(shipping.Shipped(FOLDER / f"{key}.wav", "").sound()))
    assert -21.6 <= audio.active_rms(samples) <= -19.4  # the offline voice's is between -20 and -21.5
    assert audio.peak(samples) <= -2.5
    assert audio.peak(samples[: wav.RATE // 25]) < audio.SILENCE
    assert audio.peak(samples[-wav.RATE // 6 :]) < audio.SILENCE
    assert LISTED[key]["error"] <= 0.3, LISTED[key]


def test_every_file_is_listed_and_weighs_little() -> None:
    assert {path.stem for path in FOLDER.glob("*.wav")} == set(LISTED)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 8_000_000


def test_what_they_are_made_of_is_said_beside_them_and_the_voice_has_its_licence() -> None:
    told = (FOLDER / "recordings.md").read_text(encoding="utf-8")
    assert all(owed in told for owed in ("SIWIS", "Honnet", "CC BY 4.0", "creativecommons.org/licenses/by/4.0"))
    assert "Apache License" in kokoro.VOICE.with_suffix(".LICENSE").read_text(encoding="utf-8")


def test_a_number_is_read_back_by_recordings_alone_and_no_voice_is_asked(tmp_path: Path) -> None:
    voice = ToneVoice()
    voice.problem = "Panne."
    prompt_store = PromptStore(tmp_path, voice, neural=True)
    build(prompt_store, [say(name) for name, text in FIXED.items() if shipped(text, "fr")])
    names = [*(f"digit_{digit}" for digit in "40719"), "read_back_choice"]
    laid_out = [prompt_store.laid_out(say(name)) for name in names]
    assert all(laid_out)
    assert prompt_store.read_back_recorded(number_read_back("40719")) == laid_out
    assert Voice(prompt_store).paths([number_read_back("40719"), GOODBYE]) == [*laid_out, prompt_store.path(GOODBYE)]


def test_the_demonstration_reads_a_number_back_as_a_call_does(tmp_path: Path) -> None:
    voice = ToneVoice()
    voice.problem = "Panne."
    prompt_store = PromptStore(tmp_path / "prompts", voice, neural=True)
    build(prompt_store, [say(name) for name, text in FIXED.items() if shipped(text, "fr")])
    sounds, figures = Sounds(prompt_store, tmp_path / "recordings"), prompt_store.read_back_recorded
    heard = [wav.samples_of(sounds.path(number_read_back(number)).read_bytes()) for number in ("40719", "40718")]
    assert heard[0] == b"".join(wav.samples_of(one.read_bytes()) for one in figures(number_read_back("40719")))
    assert heard[0] != heard[1]
    assert sounds.name(number_read_back("40719")).startswith("calls/")


def test_a_number_of_which_a_figure_has_no_recording_is_read_back_by_the_voice_whole(tmp_path: Path) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice(), neural=True)
    build(prompt_store, [say(name) for name, text in FIXED.items() if shipped(text, "fr")])
    laid_out = prompt_store.laid_out(say("digit_7"))
    assert laid_out is not None
    laid_out.unlink()
    assert prompt_store.read_back_recorded(number_read_back("40719")) == []
    assert Voice(prompt_store).paths([number_read_back("40719")]) == [prompt_store.path(number_read_back("40719"))]
    assert len(Voice(prompt_store).paths([number_read_back("4019")])) == 5


@pytest.mark.parametrize(("neural", "language"), [(False, "fr"), (True, "en")])
def test_a_number_is_read_back_by_the_voice_where_recordings_are_not_wanted_or_none_ship(
    tmp_path: Path, neural: bool, language: str
) -> None:
    prompt_store = PromptStore(tmp_path, ToneVoice(), neural=neural)
    build(prompt_store, [say(name, language) for name in FIXED])
    read_back = number_read_back("40719", language)
    assert Voice(prompt_store).paths([read_back]) == [prompt_store.path(read_back)]


def test_each_sentence_has_its_recording_or_it_is_said_which_has_none() -> None:
    wanted = {text_key(text): name for name, text in FIXED.items()}
    without = sorted(name for key, name in wanted.items() if key not in LISTED)
    stale = sorted(one["name"] for key, one in LISTED.items() if key not in wanted)
    told = f"no recording yet of {without}, no sentence any more of {stale}: make recordings (docs/voix.md)"
    assert not HEARD_BY_CALLERS & set(without), told
    if without or stale:
        pytest.skip(told)
