"""The music on hold and the tone."""

import numpy as np
import pytest

from appliance.prompts import audio, hold_music, prompt_store
from appliance.prompts.wav import RATE


def test_the_music_lasts_twenty_seconds_below_the_level_of_speech() -> None:
    music = hold_music.music()
    assert len(music) == 20 * RATE
    assert audio.decibels(float(np.sqrt(np.mean(music**2)))) == pytest.approx(-24, abs=0.1)
    assert audio.peak(music) < -6


def test_the_music_can_be_repeated_without_a_click() -> None:
    twice = np.tile(hold_music.music(), 2)
    steps = np.abs(np.diff(twice))
    around_the_loop = steps[20 * RATE - 80 : 20 * RATE + 80]
    assert around_the_loop.max() < 0.001
    assert steps.max() < 0.15


def test_the_music_is_heard_through_a_telephone() -> None:
    music = hold_music.music()
    spectrum = np.abs(np.fft.rfft(music)) ** 2
    hertz = np.fft.rfftfreq(len(music), 1 / RATE)
    assert spectrum[(hertz > 250) & (hertz < 3400)].sum() / spectrum.sum() > 0.98


def test_the_music_never_falls_silent_for_long_enough_to_seem_cut_off() -> None:
    loudness = audio.frames(hold_music.music(), 0.5)
    assert audio.decibels(float(loudness[1:-1].min())) > -40


def test_the_tone_is_half_a_second_of_one_kilohertz() -> None:
    tone = hold_music.beep()
    spectrum = np.abs(np.fft.rfft(tone))
    assert len(tone) == RATE // 2
    assert np.fft.rfftfreq(len(tone), 1 / RATE)[spectrum.argmax()] == pytest.approx(1000, abs=4)


def test_the_shelf_knows_which_music_it_keeps() -> None:
    assert prompt_store.MUSIC_VERSION == hold_music.VERSION
