"""What the fallback says is exported sound by sound: one that cannot be read costs itself alone."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from appliance.prompts import wav
from appliance.prompts.catalogue import Sentence, say
from appliance.switch.fallback_sounds import SOUNDS, export_sounds
from tests.unit.store.companies import LOCKSMITH

GOOD = wav.container(bytes(1600))
FORMER = wav.container(bytes(3200))


@pytest.fixture
def prompt(tmp_path: Path) -> Path:
    path = tmp_path / "prompt.wav"
    path.write_bytes(GOOD)
    return path


def test_a_prompt_that_cannot_be_read_keeps_its_last_good_sound_and_stops_no_other(
    tmp_path: Path, prompt: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "fallback"
    folder.mkdir()
    (folder / "apology.wav").write_bytes(FORMER)
    spoilt = tmp_path / "spoilt.wav"
    spoilt.mkdir()  # what a damaged disk may answer: an error, to root too

    def path_of(sentence: Sentence) -> Path:
        return spoilt if sentence.text == say("fallback_apology").text else prompt

    with caplog.at_level(logging.ERROR):
        export_sounds(folder, LOCKSMITH, path_of)
    assert (folder / "apology.wav").read_bytes() == FORMER
    exported = {path.name: path.read_bytes() for path in folder.glob("*.wav")}
    assert set(SOUNDS) <= set(exported) and len(exported) > len(SOUNDS)
    assert {content for name, content in exported.items() if name != "apology.wav"} == {GOOD}
    assert "apology.wav stays as it was" in caplog.text


def test_a_shelf_that_fails_over_one_sentence_stops_no_other(tmp_path: Path, prompt: Path) -> None:
    """Its file was removed between two looks."""

    def path_of(sentence: Sentence) -> Path:
        if sentence.text == say("fallback_kept").text:
            raise FileNotFoundError(2, "Aucun fichier de ce type", str(prompt))
        return prompt

    export_sounds(tmp_path, LOCKSMITH, path_of)
    assert (tmp_path / "apology.wav").read_bytes() == GOOD
    assert (tmp_path / "kept.wav").stat().st_size > 0, "three beeps: a missing file would end the call"
