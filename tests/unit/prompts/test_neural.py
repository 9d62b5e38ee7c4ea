"""The neural voice: what it reads is French phonemes; what it needs and has not is said in a sentence."""

from __future__ import annotations

import hashlib
import shutil
import sys
from importlib.util import find_spec

import pytest

from appliance.prompts.neural import kokoro
from appliance.prompts.neural import phonemes as reading
from appliance.prompts.neural.phonemes import NUMBERS, numbered, phonemes
from appliance.prompts.speech import SpeechError

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
needs_weights = pytest.mark.skipif(
    not all(map(find_spec, (*kokoro.PARTS, "onnxruntime"))), reason="the weights of the neural voice are not installed"
)


def test_the_voice_in_the_tree_is_the_one_that_was_published() -> None:
    assert hashlib.sha256(kokoro.VOICE.read_bytes()).hexdigest() == kokoro.VOICE_DIGEST


def test_no_phoneme_has_the_number_of_another() -> None:
    assert len(set(NUMBERS.values())) == len(NUMBERS)


def test_a_text_is_said_a_sentence_at_a_time() -> None:
    assert kokoro.sentences("Merci. Tapez 1 ; ou 2. … Au revoir !") == ["Merci.", "Tapez 1 ; ou 2.", "Au revoir !"]


@needs_espeak
def test_a_figure_is_read_apart_without_a_liaison() -> None:
    assert phonemes("Tapez 1.").replace("ˈ", "") == "tape œ̃."
    assert phonemes("Pour refuser, tapez 2 ; sinon attendez.").count(";") == 1


@needs_espeak
def test_a_word_of_another_language_leaves_no_mark() -> None:
    assert "(" not in phonemes("Le week-end.")


@needs_espeak
@pytest.mark.parametrize(("text", "said"), [("…", "rien à dire"), ("Astreinte, " * 80, "trop longue")])
def test_what_the_voice_cannot_say_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(SpeechError, match=said):
        numbered(text)


def test_without_espeak_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ESPEAK", "no-such-program")
    with pytest.raises(SpeechError, match="apt install espeak-ng"):
        numbered("Bonjour.")


def test_no_library_of_espeak_is_in_the_process() -> None:
    assert not any("espeak" in name or "phonemizer" in name for name in sys.modules)


def test_without_the_weights_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "PARTS", ("no_such_weights",))
    with pytest.raises(SpeechError, match="ne sont pas installés"):
        kokoro.weights()


@needs_espeak
@needs_weights
def test_a_sentence_is_said() -> None:
    samples, rate = kokoro.synthesise("Merci de votre appel. Au revoir.")
    assert 1.5 < len(samples) / rate < 5
