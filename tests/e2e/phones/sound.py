"""Telephone sound at 8 kHz: A-law, tones, keypad tones, and what is in a piece of sound. Arrays of int16."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8000
FRAME = 160  # samples in 20 ms
PIECE = 1600  # samples: a syllable
SLIP = 960  # samples: as much as a jitter buffer moves a piece, at once, or all the rest for each piece lost
QUIET = 100.0  # root mean square of a pause
KEYPAD = {
    key: (low, high)
    for low, keys in zip((697, 770, 852, 941), ("123A", "456B", "789C", "*0#D"), strict=True)
    for high, key in zip((1209, 1336, 1477, 1633), keys, strict=True)
}

Samples = NDArray[np.int16]


def _alaw_decoding() -> NDArray[np.int16]:
    """ITU-T G.711 A-law, byte to 16-bit sample."""
    codes = np.arange(256) ^ 0x55
    exponent, mantissa = (codes >> 4) & 7, codes & 15
    magnitude = np.where(exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(codes & 0x80, magnitude, -magnitude).astype(np.int16)


_DECODED = _alaw_decoding()


def _alaw_encoding() -> NDArray[np.uint8]:
    """The nearest A-law byte of every 16-bit sample, indexed by sample + 32768."""
    order = np.argsort(_DECODED, kind="stable")
    values = _DECODED[order].astype(np.int64)
    middles = (values[1:] + values[:-1]) / 2
    return order[np.searchsorted(middles, np.arange(-32768, 32768))].astype(np.uint8)


_ENCODED = _alaw_encoding()


def to_alaw(samples: Samples) -> bytes:
    """16-bit samples as A-law bytes."""
    return bytes(_ENCODED[samples.astype(np.int32) + 32768].tobytes())


def from_alaw(payload: bytes) -> Samples:
    """A-law bytes as 16-bit samples."""
    return _DECODED[np.frombuffer(payload, dtype=np.uint8)]


def silence(seconds: float) -> Samples:
    """Nothing, for so long."""
    return np.zeros(int(seconds * RATE), dtype=np.int16)


def tone(*frequencies: float, seconds: float = 1.0, level: float = 6000.0) -> Samples:
    """Sines together, each of this peak level. One second of whole hertz loops without a click."""
    moments = np.arange(int(seconds * RATE)) / RATE
    mixed = sum(np.sin(2 * np.pi * frequency * moments) for frequency in frequencies)
    return np.asarray(level * mixed).astype(np.int16)


def keypad(keys: str, each: float = 0.12, gap: float = 0.1) -> Samples:
    """The tones of these keys, with silence before, between and after."""
    parts = [silence(gap)]
    for key in keys:
        parts += [tone(*KEYPAD[key], seconds=each), silence(gap)]
    return np.concatenate(parts)


def chatter(seconds: float) -> Samples:
    """What a voicemail greeting sounds like to a machine: syllables of noise and vowels, no keypad tone."""
    random = np.random.default_rng(7)
    syllable = [
        np.concatenate([tone(180 + 40 * (n % 5), 550 + 90 * (n % 7), seconds=0.16, level=3000), silence(0.06)])
        for n in range(int(seconds / 0.22) + 1)
    ]
    speech = np.concatenate(syllable)[: int(seconds * RATE)]
    return (speech + random.normal(0, 120, len(speech))).astype(np.int16)


def share(samples: Samples, frequency: float) -> float:
    """The share (0 to 1) of the power of this sound that is at this frequency (Goertzel, one bin)."""
    sound = samples.astype(np.float64)
    power = float(np.dot(sound, sound))
    if power < len(sound) * 100.0:  # below 10 of 32768: silence
        return 0.0
    turn = np.exp(-2j * np.pi * frequency * np.arange(len(sound)) / RATE)
    return float(2 * abs(np.dot(sound, turn)) ** 2 / (len(sound) * power))


def loudness(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if len(samples) else 0.0


def find(needle: Samples, sound: Samples) -> tuple[float, int]:
    """Where in `sound` the `needle` is most like it: (likeness from 0 to 1, first sample)."""
    if len(sound) < len(needle) or not len(needle):
        return 0.0, 0
    wanted = needle.astype(np.float64)
    heard = sound.astype(np.float64)
    size = 1 << (len(wanted) + len(heard) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    product = product[: len(heard) - len(wanted) + 1]
    energy = np.concatenate([[0.0], np.cumsum(heard**2)])
    windows = energy[len(wanted) :] - energy[: -len(wanted)]
    floor = len(wanted) * 100.0
    likeness = product / np.sqrt(np.maximum(windows, floor) * max(np.dot(wanted, wanted), floor))
    best = int(np.argmax(likeness))
    return float(likeness[best]), best


def share_followed(needle: Samples, sound: Samples, likeness: float, begins: int = 0) -> float:
    """The share (0 to 1) of the needle's pieces that are this like, each near where the one before says.

    `begins`: about where the needle does in `sound`. A jitter buffer drops and repeats frames, and sound that came late
    pushes the rest back: a slip costs the pieces that it falls in, and the next are looked for that much further away.
    """
    drift, astray, found = 0, 1, []
    pieces = [needle[at : at + PIECE] for at in range(0, len(needle) - PIECE + 1, PIECE)]
    for number, piece in enumerate(pieces):
        expected, reach = begins + number * PIECE + drift, astray * SLIP
        first = max(0, expected - reach)
        like, at = find(piece, sound[first : max(0, expected + PIECE + reach)])
        found.append(like >= likeness or loudness(piece) < QUIET)
        if like >= likeness:
            drift, astray = drift + first + at - expected, 1
        else:
            astray += 1
    return sum(found) / len(found)


def read_wav(path: Path) -> Samples:
    """An 8 kHz mono 16-bit WAV."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2), path
        return np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)


def without_edges(samples: Samples) -> Samples:
    """The sound less the silence at both ends."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 200)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples
