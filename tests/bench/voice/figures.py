"""Figures of the neural voice, cut from a sentence: a figure said alone is not understood, nor is one said too fast.

They are recorded once a number read back with them, as a call reads it, is understood as often as the offline voice's
in the same run: 72 random numbers of five digits, A-law, whisper-base, a number counted whole.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

import numpy as np

from appliance.prompts import audio, wav
from appliance.prompts.audio import Samples
from appliance.prompts.french.reading import COUNTS, spelled
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.neural import kokoro
from appliance.prompts.pico import PicoVoice
from tests.bench.voice import ear, making, raw
from tests.bench.voice.order_numbers import LENGTH, digits_of

SEEDS, NUMBERS = (7, 8, 9), 24  # of each
CARRIER, SPEED = "Le chiffre suivant est le : {}.", 0.85
CARRIED, PAUSE, MARGIN = 100, 6, 2  # hundredths of a second: no pause before, how long it is, what is left around
BREATH = 0.31  # seconds from a figure to the next: with 0.36, « neuf » was heard amiss
CHOICE = "read_back_choice"
KEYS = re.compile(r"(?i)tap[eé]|confirm")  # where what is heard after the number begins

Figures = Mapping[str, bytes]


def cut_out(word: str, speed: float = SPEED) -> Samples:
    """A figure, from the end of a sentence: what is said after the pause that its colon makes."""
    said = kokoro.joined([raw.said(CARRIER.format(word), speed)])
    sound = audio.as_float(wav.samples_of(audio.telephone(said, CARRIER, kokoro.CURVE)))
    loudness = audio.frames(sound, 0.01)
    heard = loudness >= loudness.max() * 10 ** (-32 / 20)
    pause = next(at for at in range(CARRIED, len(heard) - PAUSE) if not heard[at : at + PAUSE].any())
    first, last = np.flatnonzero(heard[pause:])[[0, -1]] + pause
    return sound[max(0, first - MARGIN) * 80 : (last + MARGIN) * 80]


def figures() -> Figures:
    """Each figure as it ships: PCM 16 at the level of sentences, between silences that make the breath of a list."""
    spare = audio.LEAD + audio.TAIL + 2 * MARGIN / 100 - BREATH
    return {
        f"digit_{one}": wav.samples_of(audio.finished(audio.even(cut_out(COUNTS[one])), COUNTS[one]))[
            : -2 * int(spare * wav.RATE)
        ]
        for one in range(10)
    }


def numbers() -> list[str]:
    """The same in every run."""
    dices = [random.Random(seed) for seed in SEEDS]
    return ["".join(dice.choices("0123456789", k=LENGTH)) for dice in dices for _ in range(NUMBERS)]


def understood(said: Callable[[str], bytes]) -> list[str]:
    """The numbers that are not, each with what was heard."""
    amiss = []
    for number in numbers():
        found = digits_of(KEYS.split(ear.heard(said(number)))[0])
        amiss += [f"{number}→{found}"] * (found != number)
    return amiss


def by_pico(number: str) -> bytes:
    """A read-back as the offline voice says it, whole."""
    return wav.samples_of(PicoVoice.installed().speak(f"{spelled(number)}. {FIXED[CHOICE]}", ear.PATIENCE))


def make() -> int:
    """Record the ten figures, if they are understood as well; 1 if they are not."""
    made, choice = figures(), making.made(FIXED[CHOICE])
    pico, neural = (
        understood(by_pico),
        understood(lambda number: b"".join([*(made[f"digit_{one}"] for one in number), choice])),
    )
    many = len(numbers())
    print(f"Pico, entier : {many - len(pico)} sur {many} ; {' '.join(pico)}", flush=True)
    print(f"Kokoro, chiffres tirés d'une phrase : {many - len(neural)} sur {many} ; {' '.join(neural)}", flush=True)
    if len(neural) > len(pico):
        return 1
    kept = making.read()
    for name, pcm in made.items():
        making.keep(kept, name, FIXED[name], making.Take(pcm, round(len(neural) / many, 3)))
    making.write(kept)
    return 0
