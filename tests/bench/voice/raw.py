"""What the neural voice says of one sentence, kept: to say it costs seconds, to level it again costs none."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from appliance.prompts.audio import Samples
from appliance.prompts.neural import kokoro
from appliance.prompts.neural.phonemes import numbered

KEPT = Path(__file__).parents[3] / "artefacts" / "voice" / "raw"


def said(sentence: str, speed: float = 1.0) -> Samples:
    """One sentence at 24 kHz, made once."""
    name = hashlib.sha256(f"{kokoro.WEIGHTS} {kokoro.VOICE_DIGEST} {speed} {sentence}".encode()).hexdigest()[:24]
    path = KEPT / f"{name}.npy"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft.npy")
        np.save(draft, kokoro.spoken(numbered(sentence), speed).astype(np.float32))
        draft.replace(path)
    whole: Samples = np.load(path).astype(np.float64)
    return whole
