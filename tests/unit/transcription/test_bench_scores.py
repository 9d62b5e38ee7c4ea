"""The measure of messages written down: words compared as people read them, noise as loud as it is said to be."""

from __future__ import annotations

import numpy as np
import pytest

from appliance.company.urgent_words import urgent_word
from appliance.prompts import audio
from appliance.transcription.vocabulary import words_expected
from tests.bench.transcription.messages import EXPECTED, MESSAGES, PEOPLE, PLACES, THINGS, URGENT
from tests.bench.transcription.noise import babble, behind, white
from tests.bench.transcription.scores import Score, wrong_words
from tests.e2e.phones import sound

SPEECH = audio.as_float(sound.chatter(4.0).tobytes()) / 4


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("il y a une fuite au 2e étage", 0),
        ("Il y a une suite au deuxième étage.", 1),
        ("Il y a fuite, au deuxième étage là.", 2),
        ("", 8),
    ],
)
def test_words_that_are_changed_left_out_or_added_are_wrong(written: str, wrong: int) -> None:
    assert wrong_words("Il y a une fuite au deuxième étage.", written) == wrong


def test_what_nobody_said_is_wrong_whole() -> None:
    assert wrong_words("", "Sous-titrage de la Société") == 5


def test_a_score_tells_what_was_marked_apart_from_what_was_not() -> None:
    score = Score()
    score.add("Une fuite au trois.", "Une suite au 3.", doubtful=False)
    score.add("Rien ne presse.", "Une fuite presse.", doubtful=True)
    score.add("Du gaz.", "Du gaz.", doubtful=False)
    assert (score.messages, score.said, score.wrong, score.doubtful, score.unmarked) == (3, 9, 3, 1, 1)
    assert (score.urgent, score.raised, score.raised_in_vain) == (2, 1, 1)


@pytest.mark.parametrize("decibels", [20, 10])
def test_noise_is_so_many_decibels_under_the_speech_and_clips_nothing(decibels: int) -> None:
    dice = np.random.default_rng(1)
    for noise in (white(len(SPEECH), dice), babble(len(SPEECH), [SPEECH, SPEECH[8000:]], dice)):
        added = behind(SPEECH, noise, decibels) - SPEECH
        level = audio.decibels(float(np.sqrt(np.mean(added**2))))
        assert audio.active_rms(SPEECH) - level == pytest.approx(decibels, abs=0.1)
    loud = SPEECH / np.max(np.abs(SPEECH))
    assert np.max(np.abs(behind(loud, white(len(loud), dice), decibels))) <= 10 ** (audio.PEAK_LIMIT / 20) + 1e-9


def test_the_messages_are_some_that_the_product_may_be_asked_to_read() -> None:
    assert len(set(MESSAGES)) == 24
    assert [urgent_word(one) for one in URGENT] == list(URGENT)
    assert words_expected(None, [*PLACES, *THINGS, *URGENT, *PEOPLE]) == EXPECTED
