"""How well an order number that is read out is understood, by voice and by way of saying it: one run, one table.

24 random numbers of five digits after « Vous avez composé le », through A-law, whisper-base; a number counts whole.
Figures cut from a sentence are measured as a call says them (`figures.py`).
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import numpy as np

from appliance.prompts import audio, wav
from appliance.prompts.audio import Samples
from appliance.prompts.french.reading import COUNTS, spelled
from appliance.prompts.neural import kokoro
from appliance.prompts.pico import PicoVoice
from tests.bench.voice import ear, raw

SEED, NUMBERS, LENGTH = 7, 24, 5
BEFORE = "Vous avez composé le"
BREATH = 0.25  # seconds between two voices, or two figures
APART, AT_ONCE = 1.0, 3  # seconds between two numbers that are listened to at once, and how many are
Said = tuple[Samples, int]


def numbers() -> list[str]:
    """The same in every run."""
    dice = random.Random(SEED)
    return ["".join(dice.choices("0123456789", k=LENGTH)) for _ in range(NUMBERS)]


def batched(all_of_them: list[str]) -> list[list[str]]:
    """As many at a time as whisper's half minute holds."""
    return [all_of_them[at : at + AT_ONCE] for at in range(0, len(all_of_them), AT_ONCE)]


def pico(text: str) -> Samples:
    """The offline voice, as a call hears it."""
    return audio.as_float(wav.samples_of(PicoVoice.installed().speak(text, ear.PATIENCE)))


def neural(said: Said, text: str = "") -> Samples:
    """What the neural voice said, as a call would hear it."""
    return audio.as_float(wav.samples_of(audio.telephone(said, text or BEFORE * 2, kokoro.CURVE)))


def whole(text: str, speed: float = 1.0) -> Samples:
    """One sentence of the neural voice."""
    return neural(kokoro.joined([raw.said(text, speed)]), text)


def words(digits: str) -> list[str]:
    return [COUNTS[int(one)] for one in digits]


def one_by_one(said: list[Samples]) -> Samples:
    """The beginning, then each figure after a breath."""
    breath = np.zeros(int(BREATH * wav.RATE))
    first = whole(f"{BEFORE} :")
    return np.concatenate([first, *(piece for one in said for piece in (breath, one))])


def alone(word: str) -> Samples:
    """A figure that is a sentence of its own."""
    return neural(kokoro.joined([raw.said(f"{word}.", 0.85)]), word)


WAYS: dict[str, Callable[[str], Samples]] = {
    "Pico, entier, virgules": lambda n: pico(f"{BEFORE} {spelled(n)}."),
    "Kokoro avant, un souffle, Pico": lambda n: one_by_one([pico(f"{spelled(n)}.")]),
    "Kokoro, entier, virgules": lambda n: whole(f"{BEFORE} {spelled(n)}."),
    "Kokoro, entier, vitesse 0,7": lambda n: whole(f"{BEFORE} {spelled(n)}.", 0.7),
    "Kokoro, une phrase par chiffre": lambda n: whole(f"{BEFORE} : {'. '.join(words(n))}.", 0.85),
    "Kokoro, chiffres seuls joints": lambda n: one_by_one([alone(word) for word in words(n)]),
}


def digits_of(written: str) -> str:
    """The figures of what was heard, in digits or in words."""
    text = written.lower()
    for number, word in enumerate(COUNTS[:10]):
        text = re.sub(rf"\b{word}\b", str(number), text)
    return re.sub(r"\D", "", text)


def heard_of(sounds: list[Samples]) -> list[str]:
    """The figures of each sound: some listened to at once, or one by one where the ear lost count of them."""
    apart = np.zeros(int(APART * wav.RATE))
    together = np.concatenate([piece for one in sounds for piece in (one, apart)])
    parts = re.split(r"(?i)compos", _written(together))[1:]
    return [digits_of(part) for part in (parts if len(parts) == len(sounds) else map(_written, sounds))]


def _written(sound: Samples) -> str:
    return ear.heard(wav.samples_of(audio.to_wav(sound)))


def measure(chosen: str = "") -> None:
    """Print the table, of the ways whose name holds `chosen`, and what was mistaken."""
    print("| façon | entiers compris | chiffres faux | secondes |\n| --- | --- | --- | --- |", flush=True)
    for way, say in WAYS.items():
        if chosen not in way:
            continue
        right, wrong, lasted, began = 0, 0, 0.0, time.monotonic()
        amiss = []
        for some in batched(numbers()):
            sounds = [say(number) for number in some]
            lasted += sum(map(len, sounds)) / wav.RATE
            for number, found in zip(some, heard_of(sounds), strict=True):
                right += found == number
                wrong += sum(ear.edits(number, found))
                amiss += [f"{number}→{found}"] * (found != number)
        took = time.monotonic() - began
        print(f"| {way} | {right} sur {NUMBERS} | {wrong} | {lasted / NUMBERS:.1f} |", flush=True)
        print(f"    {took:.0f} s ; {' '.join(amiss)}", flush=True)
