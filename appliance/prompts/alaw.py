"""A-law, what a call carries: a recording that ships takes half the room, and a telephone hears the same. G.711.

Standard library alone: a controller reads it.
"""

from __future__ import annotations

from appliance.prompts import wav

FORMAT = (b"WAVE", b"fmt ", 16, 6, 1, wav.RATE, wav.RATE, 1, 8, b"data")  # 6: A-law


def _sample(byte: int) -> int:
    """What a byte of A-law stands for, as a sample of 16 bits."""
    bits = byte ^ 0x55
    exponent, mantissa = bits >> 4 & 7, bits & 15
    size = (mantissa << 4) + 8 if not exponent else (mantissa + 16 << 4) + 8 << exponent - 1
    return size if bits & 0x80 else -size


_SAMPLES = [_sample(byte) for byte in range(256)]
_LOW, _HIGH = (bytes(sample >> shift & 0xFF for sample in _SAMPLES) for shift in (0, 8))
_ORDERED = sorted(range(256), key=_SAMPLES.__getitem__)


def container(samples: bytes) -> bytes:
    """A-law samples as a whole WAV file; their number is even."""
    return wav.HEADER.pack(b"RIFF", wav.HEADER.size - 8 + len(samples), *FORMAT, len(samples)) + samples


def expanded(content: bytes) -> bytes:
    """A file made by `container` as one that FreeSWITCH plays, PCM of 16 bits. ValueError for any other file."""
    head, samples = content[: wav.HEADER.size], content[wav.HEADER.size :]
    if head != container(samples)[: wav.HEADER.size]:
        raise ValueError("ce n'est pas du WAV 8 kHz mono A-law, ou il est tronqué")
    pcm = bytearray(2 * len(samples))
    pcm[::2], pcm[1::2] = samples.translate(_LOW), samples.translate(_HIGH)
    return wav.container(bytes(pcm))


def compressed(pcm: bytes) -> bytes:
    """PCM of 16 bits as A-law, each sample as the nearest that there is, one of silence more if they are odd."""
    return container(bytes(_nearest(one) for one in memoryview(pcm).cast("h")) + b"\xd5" * (len(pcm) // 2 % 2))


def _nearest(sample: int) -> int:
    from bisect import bisect

    place = bisect(_ORDERED, sample, key=_SAMPLES.__getitem__)
    around = _ORDERED[max(0, place - 1) : place + 1]
    return min(around, key=lambda byte: abs(_SAMPLES[byte] - sample))
