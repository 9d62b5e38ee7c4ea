"""From what an engine gives to what a telephone takes: 8 kHz, mono, levelled, checked. Runs in the child process.

Levels in dBFS: active speech at -20, peaks at -3 at most, as the operator's own recordings and G.711 like them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import soxr

from appliance.prompts import wav
from appliance.prompts.speech import SpeechError, quoted

Samples = np.ndarray[Any, np.dtype[np.float64]]
Curve = tuple[tuple[int, int], ...]  # Hz, dB

TARGET_RMS = -20.0
PEAK_LIMIT = -3.0
RMS_BAND = (-30.0, -17.0)
TRIM = -60.0  # below the peak; harder, the s of « six » goes
TRIM_MARGIN = 0.08  # seconds of it that are kept
LEAD, TAIL = 0.04, 0.26  # seconds of silence: a caller waits for the first word, and breathes after the last
SHORTEST = 0.2  # seconds of speech
SILENCE = -55.0  # an engine's output below this says nothing
# Hz, dB: a handset's own curve, steeper as Pico's energy is nine tenths below 300 Hz. Measured behind A-law and a
# 300-3400 Hz band: a recogniser mistakes 7.8 % of the letters of 20 sentences, against 12.6 % with a flat response.
MICROPHONE: Curve = (
    (0, -60),
    (100, -40),
    (200, -16),
    (300, -3),
    (500, 0),
    (1000, 5),
    (2000, 10),
    (3000, 12),
    (3600, 8),
    (4000, -6),
)
TAPS = 255
FRAME = 0.02  # seconds
ACTIVE = 25.0  # dB below the loudest frame: a pause
BREATH = 0.16  # seconds; a shorter pause is inside a word
LOWEST_TARGET = -21.5  # dBFS of active speech; a phrase whose peaks ask for less is a little fainter than the others


def telephone(source: tuple[bytes | Samples, int], text: str, curve: Curve = MICROPHONE) -> bytes:
    """An engine's samples (PCM 16 mono, or float) at its rate, as a telephone WAV; SpeechError if no speech."""
    raw, rate = source
    speech = as_float(raw)
    check_source(speech, text)
    narrow = trim(soxr.resample(speech, rate, wav.RATE, quality="HQ"))
    check_duration(len(narrow) / wav.RATE, text)
    return finished(even(shape(narrow, curve)), quoted(text))


def finished(levelled: Samples, name: str) -> bytes:
    """A levelled sound between its silences, as a telephone WAV; SpeechError if a caller would not hear it well."""
    lead, tail = (np.zeros(int(seconds * wav.RATE)) for seconds in (LEAD, TAIL))
    whole = np.concatenate([lead, levelled, tail])
    check_level(whole, name)
    return to_wav(whole)


def as_float(raw: bytes | Samples) -> Samples:
    """Samples between -1 and 1."""
    return np.frombuffer(raw, dtype="<i2") / 32768.0 if isinstance(raw, bytes) else raw


def to_wav(samples: Samples) -> bytes:
    """Samples between -1 and 1 at 8 kHz, as a whole WAV file."""
    return wav.container(np.round(samples * 32767).astype("<i2").tobytes())


def check_source(speech: Samples, text: str) -> None:
    """Refuse what an engine gives when it failed without a word: nothing, silence, not numbers, saturation."""
    if not len(speech):
        raise SpeechError(f"La voix n'a rien dit de {quoted(text)} ; écrivez la phrase autrement.")
    if not np.isfinite(speech).all():
        raise SpeechError(f"La voix a produit un son invalide pour {quoted(text)}.")
    if peak(speech) < SILENCE:
        raise SpeechError(f"La voix n'a produit que du silence pour {quoted(text)} ; écrivez la phrase autrement.")
    if np.mean(np.abs(speech) > 0.985) > 0.005:
        raise SpeechError(f"La voix sature pour {quoted(text)}.")


def check_duration(seconds: float, text: str) -> None:
    """Refuse speech much shorter or longer than its text. A digit may be read as a long word."""
    letters = sum(character.isalnum() for character in text)
    digits = sum(character.isdigit() for character in text)
    shortest, longest = max(SHORTEST, 0.025 * letters), 2.0 + 0.25 * len(text) + 1.5 * digits
    if not shortest <= seconds <= longest:
        raise SpeechError(
            f"{quoted(text)} dure {seconds:.1f} s, ce qui n'est pas vraisemblable ({shortest:.1f} à {longest:.1f} s)."
        )


def check_level(samples: Samples, name: str) -> None:
    """Refuse a finished sound that a caller would not hear, or hear distorted."""
    if active_rms(samples) < SILENCE:
        raise SpeechError(f"{name} est muet.")
    if not RMS_BAND[0] <= active_rms(samples) <= RMS_BAND[1]:
        raise SpeechError(f"{name} n'est pas au niveau du téléphone ({active_rms(samples):.0f} dBFS).")
    if peak(samples) > PEAK_LIMIT + 0.1:
        raise SpeechError(f"{name} est trop fort (crête à {peak(samples):.1f} dBFS).")


def trim(speech: Samples, below: float = TRIM, margin_seconds: float = TRIM_MARGIN) -> Samples:
    """Without the silence before the first sound and after the last, less a margin. Pauses inside are kept."""
    loudness = frames(speech, FRAME / 2)
    loud = np.flatnonzero(loudness > loudness.max() * 10 ** (below / 20))
    frame, margin = int(FRAME / 2 * wav.RATE), int(margin_seconds * wav.RATE)
    return speech[max(0, loud[0] * frame - margin) : (loud[-1] + 1) * frame + margin]


def shape(speech: Samples, curve: Curve = MICROPHONE) -> Samples:
    """As a telephone's microphone takes speech: no hum, less boom, clearer consonants. The filter's delay is undone."""
    hertz, gains = zip(*curve, strict=True)
    wanted = 10 ** (np.interp(np.fft.rfftfreq(TAPS, 1 / wav.RATE), hertz, gains) / 20)
    kernel = np.fft.fftshift(np.fft.irfft(wanted, TAPS)) * np.hamming(TAPS)
    middle = TAPS // 2
    filtered: Samples = np.convolve(speech, kernel)[middle : middle + len(speech)]
    return filtered


def level(speech: Samples) -> Samples:
    """At -20 dBFS of active speech, or less if a peak would pass -3: no limiter, so no distortion."""
    gain = min(TARGET_RMS - active_rms(speech), PEAK_LIMIT - peak(speech))
    return speech * 10 ** (gain / 20)


def even(speech: Samples) -> Samples:
    """Each phrase, from one breath to the next, at one level: a voice drops the digits that it lists by 5 dB."""
    spans = phrases(speech)
    said = [speech[start:end] for start, end in spans]
    reachable = [active_rms(phrase) + PEAK_LIMIT - peak(phrase) for phrase in said]
    target = max(LOWEST_TARGET, min(TARGET_RMS, *reachable))
    gains = [min(target - active_rms(phrase), PEAK_LIMIT - peak(phrase)) for phrase in said]
    moments = [moment for span in spans for moment in span]
    curve = np.interp(np.arange(len(speech)), moments, np.repeat(gains, 2))
    return level(speech * 10 ** (curve / 20))


def phrases(speech: Samples) -> list[tuple[int, int]]:
    """First and last sample of what is said between two breaths; all of it where there is none."""
    loudness = frames(speech, FRAME)
    active = np.flatnonzero(loudness > loudness.max() * 10 ** (-ACTIVE / 20))
    size, after = int(FRAME * wav.RATE), np.flatnonzero(np.diff(active) > BREATH / FRAME)
    starts = [active[0], *(active[place + 1] for place in after)]
    ends = [*(active[place] for place in after), active[-1]]
    return [
        (int(start) * size, min((int(end) + 1) * size, len(speech))) for start, end in zip(starts, ends, strict=True)
    ]


def active_rms(samples: Samples) -> float:
    """The level of the speech itself, pauses left out, in dBFS."""
    loudness = frames(samples, FRAME)
    active = loudness[loudness > loudness.max() * 10 ** (-ACTIVE / 20)]
    return decibels(float(np.sqrt(np.mean(active**2)))) if len(active) else -120.0


def peak(samples: Samples) -> float:
    """The highest sample, in dBFS."""
    return decibels(float(np.abs(samples).max(initial=0.0)))


def decibels(amplitude: float) -> float:
    """An amplitude between 0 and 1 in dBFS, no lower than -120."""
    return 20 * float(np.log10(max(amplitude, 1e-6)))


def frames(samples: Samples, seconds: float) -> Samples:
    """The RMS amplitude of each successive frame, at 8 kHz."""
    size = int(seconds * wav.RATE)
    padded = np.pad(samples, (0, -len(samples) % size or (size if not len(samples) else 0)))
    rms: Samples = np.sqrt(np.mean(padded.reshape(-1, size) ** 2, axis=1))
    return rms


def check_file(content: bytes, text: str, *, recorded: bool = False) -> None:
    """Listen to a finished file: ValueError for its format, SpeechError for its length or level.

    A person has `recorded` it, and others heard it before it was kept: it may last what it likes.
    """
    samples = as_float(wav.samples_of(content))
    check_level(samples, quoted(text))
    if not recorded:
        check_duration(len(samples) / wav.RATE - LEAD - TAIL, text)
