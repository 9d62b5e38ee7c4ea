"""What one end of a call hears, as it comes, and the waits on it. Every wait has a deadline."""

from __future__ import annotations

import tempfile
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from phones import sound
from phones.sound import RATE, Samples

LIKENESS = 0.75
BEGINNING = RATE * 2 // 5  # samples by which a sentence is known, before it is followed
BEGINNINGS = 3  # of these, one must be heard
FOLLOWED = 0.7  # of its pieces
STEP = RATE // 10  # look again after so many new samples
WINDOW = RATE // 5  # a tone is looked for in windows of 200 ms
PACKET = RATE // 50


class NotHeard(AssertionError):
    """What was expected did not come in time."""


@dataclass(frozen=True)
class Heard:
    """A sentence, found in what was heard. `at`: monotonic moment of its first sample."""

    name: str
    at: float
    likeness: float


class Ear:
    """Sound received so far. One thread adds to it, others wait on it."""

    def __init__(self) -> None:
        self._grown = threading.Condition()
        self._pieces: list[Samples] = []
        self._whole: Samples = np.zeros(0, dtype=np.int16)
        self._length = 0
        self.began: float | None = None  # monotonic moment of the first sample
        self.from_here = 0  # what is expected next is looked for after this sample

    def add(self, samples: Samples, skipped: int = 0) -> None:
        """Add what has just been received, after `skipped` samples of silence."""
        with self._grown:
            if self.began is None:
                self.began = time.monotonic()
            if skipped:
                self._pieces.append(np.zeros(skipped, dtype=np.int16))
            self._pieces.append(samples)
            self._length += skipped + len(samples)
            self._grown.notify_all()

    def everything(self) -> Samples:
        """All that was heard."""
        with self._grown:
            if self._pieces:
                self._whole = np.concatenate([self._whole, *self._pieces])
                self._pieces.clear()
            return self._whole

    @property
    def length(self) -> int:
        return self._length

    def moment(self, sample: int) -> float:
        """The monotonic moment of a sample."""
        return (self.began or 0.0) + sample / RATE

    def forget(self) -> None:
        """What is expected next must begin from now on."""
        self.from_here = self._length

    def wait_for_more(self, than: int, deadline: float) -> bool:
        """Wait until more than so many samples are there."""
        with self._grown:
            return self._grown.wait_for(lambda: self._length >= than, max(0.0, deadline - time.monotonic()))

    def hears(self, name: str, needles: list[Samples], within: float) -> Heard:
        """Wait for one of these pieces of sound, not earlier than what was heard last; then go on after it."""
        number, at, likeness = self._hears_one(name, needles, within)
        self.from_here = at + len(needles[number]) // 2
        return Heard(name, self.moment(at), likeness)

    def _hears_one(self, name: str, needles: list[Samples], within: float) -> tuple[int, int, float]:
        """Wait for one of these pieces of the same length: which it was, its first sample, how like it is."""
        deadline = time.monotonic() + within
        searched, best = self.from_here, 0.0
        while True:
            whole = self.everything()
            found = [sound.find(needle, whole[searched:]) for needle in needles]
            number = max(range(len(needles)), key=lambda one: found[one][0])
            likeness, at = found[number]
            best = max(best, likeness)
            if likeness >= LIKENESS:
                return number, searched + at, likeness
            searched = max(searched, len(whole) - len(needles[0]))
            if not self.wait_for_more(len(whole) + STEP, deadline):
                raise NotHeard(
                    f"« {name} » not heard within {within} s (closest likeness {best:.2f}, heard: {self.save()})"
                )

    def follows(self, name: str, needle: Samples, within: float) -> Heard:
        """Wait for a long piece of sound on a telephone whose jitter buffer slips: known by one of its first
        pieces (a slip spoils the one that it falls in), then followed from piece to piece."""
        deadline = time.monotonic() + within
        number, at, _ = self._hears_one(name, beginnings(needle), within)
        start = max(0, at - number * BEGINNING)
        while True:
            whole = self.everything()
            share = sound.share_followed(needle, whole, LIKENESS, start)
            if share >= FOLLOWED:
                self.from_here = start + len(needle) // 2
                return Heard(name, self.moment(start), share)
            if not self.wait_for_more(len(whole) + STEP, deadline):
                told = f"{share:.0%} of it, heard: {self.save()}"
                raise NotHeard(f"« {name} » not heard to its end within {within} s ({told})")

    def save(self) -> Path:
        """Everything heard, as a file that a person may listen to."""
        path = Path(tempfile.mkdtemp(prefix="heard-")) / "heard.wav"
        with wave.open(str(path), "wb") as sheet:
            sheet.setparams((1, 2, RATE, 0, "NONE", ""))
            sheet.writeframes(self.everything().tobytes())
        return path

    def hears_tone(self, frequency: float, within: float, after: int | None = None) -> float:
        """Wait for a tone that fills 200 ms. Return the moment it was first there."""
        deadline = time.monotonic() + within
        start = self._length if after is None else after
        while True:
            whole = self.everything()
            while start + WINDOW <= len(whole):
                if sound.share(whole[start : start + WINDOW], frequency) > 0.6:
                    return self.moment(start)
                start += WINDOW // 4
            if not self.wait_for_more(start + WINDOW, deadline):
                raise NotHeard(f"no tone of {frequency:.0f} Hz within {within} s")

    def hears_tone_begin(self, frequency: float, within: float) -> float:
        """As `hears_tone`, to the packet."""
        start = int((self.hears_tone(frequency, within) - (self.began or 0.0)) * RATE)
        whole = self.everything()
        while start >= PACKET and sound.share(whole[start - PACKET : start], frequency) > 0.6:
            start -= PACKET
        while sound.share(whole[start : start + PACKET], frequency) <= 0.6:
            start += PACKET
        return self.moment(start)

    def hears_tone_end(self, frequency: float, within: float, after: int) -> float:
        """Wait for a tone, then for its end; the moment it was no longer there."""
        deadline = time.monotonic() + within
        start = int((self.hears_tone(frequency, within, after) - (self.began or 0.0)) * RATE)
        while True:
            whole = self.everything()
            while start + WINDOW <= len(whole):
                if sound.share(whole[start : start + WINDOW], frequency) < 0.2:
                    self.from_here = start
                    return self.moment(start)
                start += WINDOW // 4
            if not self.wait_for_more(start + WINDOW, deadline):
                raise NotHeard(f"the tone of {frequency:.0f} Hz did not end within {within} s")

    def hears_no_tone(self, frequency: float, seconds: float) -> None:
        """For so long, this tone is never there."""
        try:
            self.hears_tone(frequency, seconds)
        except NotHeard:
            return
        raise AssertionError(f"a tone of {frequency:.0f} Hz was heard")

    def has_followed(self, needle: Samples) -> bool:
        """Whether this was heard at any time of the call, through a jitter buffer that slips."""
        whole = self.everything()
        for number, beginning in enumerate(beginnings(needle)):
            likeness, at = sound.find(beginning, whole)
            start = max(0, at - number * BEGINNING)
            if likeness >= LIKENESS and sound.share_followed(needle, whole, LIKENESS, start) >= FOLLOWED:
                return True
        return False

    def contains(self, needle: Samples) -> bool:
        """Whether this was heard at any time of the call."""
        return sound.find(needle, self.everything())[0] >= LIKENESS


Sentences = Callable[[str], Path]


def beginnings(needle: Samples) -> list[Samples]:
    """The first pieces of a sentence, by any of which it is known."""
    last = min(BEGINNINGS * BEGINNING, len(needle) - BEGINNING + 1)
    return [needle[at : at + BEGINNING] for at in range(0, last, BEGINNING)]


def needle(path: Path, seconds: float) -> Samples:
    """The beginning of a sentence, by which it is recognised."""
    spoken = sound.without_edges(sound.read_wav(path))
    return spoken[: int(seconds * RATE)]
