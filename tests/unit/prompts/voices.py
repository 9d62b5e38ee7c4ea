"""Hand-written voices for tests: they speak in tones, fail on demand, and remember what they were asked."""

from __future__ import annotations

import math
import struct

from appliance.prompts import wav
from appliance.prompts.speech import SpeechError


class ToneVoice:
    """Says every text as a tone as long as the text."""

    voice = "tone"

    def __init__(self, name: str = "tone", version: str = "1", remote: bool = False) -> None:
        self.name, self.version, self.remote = name, version, remote
        self.asked: list[str] = []
        self.problem: str | None = None

    def speak(self, text: str, seconds: float) -> bytes:
        self.asked.append(text)
        if self.problem:
            raise SpeechError(self.problem)
        return tone(0.4 + len(text) * 0.07)


def tone(seconds: float, amplitude: float = 0.14, hertz: float = 700.0) -> bytes:
    """A telephone WAV of a steady tone (-20 dBFS by default) between the usual silences."""
    count = int(seconds * wav.RATE)
    speech = (int(32767 * amplitude * math.sin(2 * math.pi * hertz * n / wav.RATE)) for n in range(count))
    samples = [*[0] * 800, *speech, *[0] * 1600]
    return wav.container(struct.pack(f"<{len(samples)}h", *samples))
