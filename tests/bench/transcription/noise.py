"""What is heard behind a caller: a steady hiss, or people who talk, so many decibels under the speech."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from appliance.prompts import audio
from appliance.prompts.audio import Samples

PEOPLE = 6  # who talk behind the caller


def white(length: int, dice: np.random.Generator) -> Samples:
    """Of every pitch alike."""
    return dice.standard_normal(length)


def babble(length: int, others: Sequence[Samples], dice: np.random.Generator) -> Samples:
    """Some people at once, each in the middle of what they say, again and again."""
    chosen = [others[place] for place in dice.permutation(len(others))[:PEOPLE]]
    said: Samples = np.sum([np.resize(np.roll(one, -int(dice.integers(len(one)))), length) for one in chosen], axis=0)
    return said


def behind(speech: Samples, noise: Samples, decibels: float) -> Samples:
    """The speech with the noise so many decibels under its level, pauses left out; fainter where it would clip."""
    wanted = 10 ** ((audio.active_rms(speech) - decibels) / 20)
    mixed = speech + noise * wanted / np.sqrt(np.mean(noise**2))
    return mixed * min(1.0, 10 ** (audio.PEAK_LIMIT / 20) / float(np.max(np.abs(mixed))))
