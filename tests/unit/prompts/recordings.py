"""Sounds as people send them, made here: a tone by default, in every container that a browser or an office gives."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
import soundfile

Samples = np.ndarray[Any, np.dtype[np.float64]]
RATE = 48_000


def hum(seconds: float = 3.0, hertz: float = 700.0, amplitude: float = 0.2, silence: float = 0.0) -> Samples:
    """A tone between two silences, at 48 kHz."""
    tone = amplitude * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)
    return np.concatenate([np.zeros(int(silence * RATE)), tone, np.zeros(int(silence * RATE))])


def written(samples: Samples, kind: str, **facts: Any) -> bytes:
    """WAV, MP3, OGG (Vorbis, or `subtype="OPUS"`), as libsndfile writes them."""
    out = io.BytesIO()
    soundfile.write(out, samples, RATE, format=kind, **facts)
    return out.getvalue()


def encoded(samples: Samples, container: str, codec: str) -> bytes:
    """M4A (`ipod`, `aac`) or WebM (`webm`, `libopus`), as FFmpeg writes them."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=RATE)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples.astype(np.float32)[None, :], format="fltp", layout="mono")
        frame.sample_rate = RATE
        framed = av.AudioResampler(
            format=stream.format, layout="mono", rate=RATE, frame_size=stream.codec_context.frame_size or 960
        )
        for piece in [*framed.resample(frame), *framed.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return out.getvalue()


def sent_as(name: str, samples: Samples) -> bytes:
    """The same sound in each of the ways in which one is sent."""
    match name:
        case "m4a":
            return encoded(samples, "ipod", "aac")
        case "webm":
            return encoded(samples, "webm", "libopus")
        case "opus":
            return written(samples, "OGG", subtype="OPUS")
        case "stereo":
            return written(np.column_stack([samples, samples]), "WAV")
    return written(samples, name.upper())


WAYS = ("wav", "stereo", "mp3", "ogg", "opus", "m4a", "webm")
