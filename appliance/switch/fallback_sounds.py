"""The four sounds of the fallback, under names that never change: a prompt rebuilt or purged cannot silence it."""

from __future__ import annotations

import io
import math
import os
import struct
import wave
from collections.abc import Callable
from pathlib import Path

from appliance.prompts.catalogue import Sentence, say

SOUNDS = {
    "apology.wav": "fallback_apology",
    "whisper.wav": "fallback_whisper",
    "message.wav": "fallback_message",
    "kept.wav": "fallback_kept",
}
RATE = 8000
BEEPS = 3


def ensure_sounds(folder: Path) -> None:
    """Three beeps for each sound that was never exported: a missing file would hang an agent's leg up."""
    for name in SOUNDS:
        if not (folder / name).exists():
            _replace(folder / name, _beeps())


def export_sounds(folder: Path, prompt_path: Callable[[Sentence], Path | None]) -> None:
    """Copy the prompts of the fallback; one that cannot be spoken keeps its last good sound."""
    for name, sentence in SOUNDS.items():
        spoken = prompt_path(say(sentence))
        if spoken is None:
            continue
        sound = spoken.read_bytes()
        if not (folder / name).exists() or (folder / name).read_bytes() != sound:
            _replace(folder / name, sound)
    ensure_sounds(folder)


def _beeps() -> bytes:
    """Three beeps of 880 Hz, 0.2 s each, 0.2 s apart."""
    beep = [math.sin(2 * math.pi * 880 * n / RATE) for n in range(RATE // 5)] + [0.0] * (RATE // 5)
    samples = [round(8000 * value) for value in beep * BEEPS]
    memory = io.BytesIO()
    with wave.open(memory, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return memory.getvalue()


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.chmod(0o640)
    temporary.replace(path)
