"""The child that writes messages down: `python -m appliance.transcription.recogniser`, a `Work` in JSON on its input.

It answers a line of JSON once it has loaded its weights, then one a message, in their order. It asks nothing of anybody
on the network. The same sound is always written the same way: it does not guess twice (docs/decisions.md).
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from appliance.prompts import alaw, wav

WIDE_RATE = 16000  # samples a second, as the weights were trained
MOST_TOKENS = 200  # written of thirty seconds of sound; with the longest prompt, what the model has room for
NO_LOOP = 3  # words that may not come twice in the same order: noise makes it say one sentence for ever
LEAST_LOG_PROBABILITY = -0.8  # mean of what is written; under it, nine of ten are wrong
MOST_COMPRESSION = 2.2  # over it, the text repeats itself
MEGABYTE = 1 << 20
UNUSABLE = 78  # exit code: nothing can be written down here


def main() -> int:
    """UNUSABLE with a sentence on the standard error, where the program or its weights are not what they should be."""
    asked = json.load(sys.stdin)
    go_last()
    keep_within(asked["most_megabytes"], asked["most_seconds"] * (len(asked["sounds"]) + 1))
    try:
        model = loaded(asked["model"])
    except ImportError:
        print("faster-whisper n'est pas installé : pip install 'astreinte[transcription]'.", file=sys.stderr)
        return UNUSABLE
    except (RuntimeError, ValueError, OSError, MemoryError) as error:
        print(f"Les poids de {asked['model']} ne se chargent pas ({error or type(error).__name__}).", file=sys.stderr)
        return UNUSABLE
    say({"ready": True})
    for sound in asked["sounds"]:
        say(written_down(model, Path(sound), asked["prompt"], asked["language"]))
    return 0


def go_last() -> None:
    """Behind everything else, for the processor and the disk. The unit of a box has done it, and lets nobody else."""
    with suppress(PermissionError):
        os.nice(19)
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))  # an idle process reads and writes last too


def keep_within(megabytes: int, seconds: int) -> None:
    """Memory of its own, and seconds of the processor: the kernel refuses more of one, and ends it for the other."""
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def loaded(folder: str) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)


def written_down(model: Any, sound: Path, prompt: str, language: str) -> dict[str, Any]:
    """`text`, empty where nobody speaks, and whether it is `doubtful`; or the `fault` of a sound that is none."""
    try:
        wide = samples(sound.read_bytes())
    except (OSError, ValueError) as error:
        return {"fault": type(error).__name__}
    pieces, _ = model.transcribe(
        wide,
        language=language,
        beam_size=1,
        temperature=0,
        no_repeat_ngram_size=NO_LOOP,
        max_new_tokens=MOST_TOKENS,
        condition_on_previous_text=False,
        initial_prompt=prompt or None,
    )
    return judged([(one.text, one.end - one.start, one.avg_logprob, one.compression_ratio) for one in pieces])


def judged(pieces: list[tuple[str, float, float, float]]) -> dict[str, Any]:
    """Of pieces: text, seconds, mean log-probability, compression. One that repeats itself spoils the whole."""
    said = " ".join(text for text, *_ in pieces)
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())
    seconds = sum(long for _, long, *_ in pieces)
    mean = sum(long * log for _, long, log, _ in pieces) / seconds if seconds else 0.0
    repeats = any(compression > MOST_COMPRESSION for *_, compression in pieces)
    return {"text": text, "doubtful": bool(text) and (mean < LEAST_LOG_PROBABILITY or repeats)}


def samples(content: bytes) -> Any:
    """A recording of the box, PCM or A-law, as the recogniser takes it. ValueError."""
    import numpy as np
    import soxr

    try:
        pcm = wav.samples_of(content)
    except ValueError:
        pcm = wav.samples_of(alaw.expanded(content))
    narrow = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768
    return soxr.resample(narrow, wav.RATE, WIDE_RATE, quality="HQ")


def say(facts: dict[str, Any]) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    sys.exit(main())
