"""What the recogniser makes of its pieces, of a sound, and of weights that are not there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from appliance.prompts import alaw, wav
from appliance.transcription import recogniser
from appliance.transcription.child import TranscriptionError, Work, write_down
from appliance.transcription.recogniser import MOST_TOKENS, judged, samples, written_down

SOUND = wav.container(b"\x00\x10" * 8000)


def test_good_pieces_are_one_text_without_a_doubt() -> None:
    assert judged([(" Bonjour, ", 2.0, -0.3, 1.1), (" une\nfuite.", 3.0, -0.4, 1.2)]) == {
        "text": "Bonjour, une fuite.",
        "doubtful": False,
    }


def test_letters_that_no_database_takes_are_left_out() -> None:
    assert judged([("Une\0 fuite\ud800 ici.", 2.0, -0.2, 1.0)])["text"] == "Une fuite ici."


@pytest.mark.parametrize(
    ("pieces", "doubtful"),
    [
        ([("Bonjour.", 2.0, -0.81, 1.0)], True),
        ([("Bonjour.", 2.0, -0.79, 1.0)], False),
        ([("Bonjour.", 9.0, -0.2, 1.0), ("Hm.", 1.0, -2.0, 1.0)], False),  # a mean, by the time of each
        ([("Bonjour.", 2.0, -0.2, 1.0), ("Oui oui oui.", 2.0, -0.2, 2.21)], True),
        ([], False),
    ],
)
def test_what_is_improbable_or_repeats_itself_is_doubtful(pieces: list[Any], doubtful: bool) -> None:
    assert judged(pieces)["doubtful"] is doubtful


def test_pcm_and_a_law_are_read_alike() -> None:
    plain, carried = samples(SOUND), samples(alaw.compressed(wav.samples_of(SOUND)))
    assert len(plain) == len(carried) == 16000
    assert abs(plain - carried).max() < 0.05


def test_it_is_asked_for_the_same_thing_each_time(tmp_path: Path) -> None:
    class Model:
        def transcribe(self, wide: Any, **asked: Any) -> Any:
            self.asked = asked
            return [], None

    model, path = Model(), tmp_path / "m.wav"
    path.write_bytes(SOUND)
    assert written_down(model, path, "Montreuil.", "fr") == {"text": "", "doubtful": False}
    assert (model.asked["language"], model.asked["temperature"], model.asked["no_repeat_ngram_size"]) == ("fr", 0, 3)
    assert (model.asked["max_new_tokens"], model.asked["initial_prompt"]) == (MOST_TOKENS, "Montreuil.")


def test_what_is_no_sound_is_a_fault_of_that_message_alone(tmp_path: Path) -> None:
    torn = tmp_path / "m.wav"
    torn.write_bytes(SOUND[:100])
    assert written_down(None, torn, "", "fr") == {"fault": "ValueError"}
    assert written_down(None, tmp_path / "gone.wav", "", "fr") == {"fault": "FileNotFoundError"}


def test_it_goes_last_even_where_it_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "nice", refused)
    monkeypatch.setattr(os, "sched_setscheduler", refused)
    recogniser.go_last()


def test_the_real_child_without_weights_says_so_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match=r"(n'est pas installé|ne se chargent pas)"):
        write_down(Work(str(tmp_path), [], "", 60, 800), lambda: False)
