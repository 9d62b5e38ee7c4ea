"""A program's ear: what a telephone would carry of a sound, written down, and how far it is from what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from appliance.prompts import alaw, audio, wav
from appliance.prompts.audio import Samples
from appliance.prompts.neural.phonemes import PHONEMES, phonemes
from tests.bench.voice.weights import whisper_folder

WORK = Path(__file__).parents[3] / "artefacts" / "voice"
WHISPER_RATE = 16000
PATIENCE = 600.0  # seconds for the offline voice, at the lowest priority of a busy machine
PROSODY = " ˈˌː"  # stress and length, which no error is counted for


def heard(pcm: bytes, beams: int = 5) -> str:
    """What whisper-base writes of PCM 16 samples at 8 kHz, through A-law, without guessing twice."""
    carried = wav.samples_of(alaw.expanded(alaw.compressed(pcm)))
    wide = soxr.resample(audio.as_float(carried), wav.RATE, WHISPER_RATE, quality="HQ").astype(np.float32)
    pieces, _ = _whisper().transcribe(
        wide, language="fr", beam_size=beams, temperature=0, condition_on_previous_text=False, max_new_tokens=400
    )
    return " ".join(piece.text.strip() for piece in pieces)


def errors(meant: Sequence[str], written: str) -> list[float]:
    """Of texts said one after the other, the share of each one's phonemes that was heard amiss, or not at all.

    « Tapez » is as good as « taper ».
    """
    wanted = [_sounds(text) for text in meant]
    amiss = edits("".join(wanted), _sounds(written))
    ends = list(accumulate(map(len, wanted)))
    return [sum(amiss[end - len(one) : end]) / len(one) for one, end in zip(wanted, ends, strict=True)]


def _sounds(text: str) -> str:
    return "".join(one for one in phonemes(text) if one in PHONEMES and one not in PROSODY)


def edits(one: str, other: str) -> list[int]:
    """How many letters are to be changed, taken away or added at each letter of `one`, to make `other` of it."""
    table = [list(range(len(other) + 1))]
    for above, letter in enumerate(one, 1):
        row, former = [above], table[-1]
        for place, against in enumerate(other, 1):
            row.append(min(former[place] + 1, row[-1] + 1, former[place - 1] + (letter != against)))
        table.append(row)
    found, at, there = [0] * len(one), len(one), len(other)
    while at or there:
        if at and there and table[at][there] == table[at - 1][there - 1] + (one[at - 1] != other[there - 1]):
            at, there = at - 1, there - 1
            found[at] += one[at] != other[there]
        elif there and table[at][there] == table[at][there - 1] + 1:
            there -= 1
            found[max(0, at - 1)] += 1
        else:
            at -= 1
            found[at] += 1
    return found


def silences(samples: Samples) -> float:
    """The longest silence inside a sound, in seconds."""
    spans = audio.phrases(samples)
    return max((later[0] - sooner[1] for sooner, later in pairwise(spans)), default=0) / wav.RATE


@cache
def _whisper() -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(whisper_folder()), device="cpu", compute_type="int8", cpu_threads=1)
