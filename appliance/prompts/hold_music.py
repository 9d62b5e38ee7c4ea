"""The music on hold and the tone before a message, composed here: they are ours, under the licence of the project.

Four calm chords, one every five seconds, arpeggiated softly. It begins and ends in silence, so it may be repeated
without a click, and every partial lies in the telephone band.
"""

from __future__ import annotations

import numpy as np

from appliance.prompts.audio import Samples
from appliance.prompts.wav import RATE

VERSION = "1"
SECONDS = 20.0
MUSIC_RMS = -24.0  # dBFS, below the voice
CHORD = 5.0  # seconds
CHORDS = (  # C major 7, A minor 7, F major 7, G 6: MIDI notes, lowest first
    (60, 64, 67, 71, 76),
    (60, 64, 69, 67, 72),
    (60, 65, 69, 72, 76),
    (62, 67, 71, 74, 76),
)
PARTIALS = (1.0, 0.28, 0.1, 0.03)
BEEP_HZ, BEEP_SECONDS, BEEP_PEAK = 1000.0, 0.5, -10.0  # dBFS


def music() -> Samples:
    """Twenty seconds of music at -24 dBFS."""
    sound = np.zeros(int(SECONDS * RATE))
    for number, chord in enumerate(CHORDS):
        start = number * CHORD
        for note in chord[:3]:
            add(sound, pad(note), start, 0.5)
        for step in range(8):
            add(sound, pluck(chord[(step * 2) % len(chord)]), start + step * CHORD / 8, 1.0)
    sound *= fade(len(sound), 0.6)
    gain: float = 10 ** (MUSIC_RMS / 20) / float(np.sqrt(np.mean(sound**2)))
    return sound * gain


def beep() -> Samples:
    """The tone after which one speaks."""
    time = np.arange(int(BEEP_SECONDS * RATE)) / RATE
    tone: Samples = np.sin(2 * np.pi * BEEP_HZ * time) * fade(len(time), 0.02) * 10 ** (BEEP_PEAK / 20)
    return tone


def add(sound: Samples, note: Samples, at: float, gain: float) -> None:
    """Mix a note into the sound from `at` seconds, cut where the sound ends."""
    start = int(at * RATE)
    note = note[: len(sound) - start]
    sound[start : start + len(note)] += gain * note


def pad(note: int) -> Samples:
    """A note that swells and dies within a chord and a little more."""
    length = int((CHORD + 0.8) * RATE)
    return tone(note, length) * fade(length, 1.6)


def pluck(note: int) -> Samples:
    """A note struck softly, that dies in two seconds."""
    length = int(2.4 * RATE)
    time = np.arange(length) / RATE
    return tone(note, length) * np.exp(-2.2 * time) * fade(length, 0.03)


def tone(note: int, length: int) -> Samples:
    """A steady note with a few partials."""
    hertz = 440.0 * 2 ** ((note - 69) / 12)
    phase = 2 * np.pi * hertz * np.arange(length) / RATE
    steady: Samples = sum(
        (weight * np.sin(rank * phase) for rank, weight in enumerate(PARTIALS, start=1)), np.zeros(length)
    )
    return steady


def fade(length: int, seconds: float) -> Samples:
    """An envelope of ones that rises from 0 and falls back to 0, each in `seconds`, without a corner."""
    size = int(seconds * RATE)
    ramp = (1 - np.cos(np.pi * np.arange(size) / size)) / 2
    envelope = np.ones(length)
    envelope[:size] *= ramp
    envelope[-size:] *= ramp[::-1]
    return envelope
