"""Hand-written voices for tests: they speak in tones, fail on demand, and remember what they were asked."""

from __future__ import annotations

import numpy as np

from appliance.prompts import wav
from appliance.prompts.speech import SpeechError


class ToneVoice:
    """Says every text as a tone as long as the text."""

    voice = "tone"

    def __init__(self, name: str = "tone", version: str = "1", remote: bool = False) -> None:
        self.name, self.version, self.remote = name, version, remote
        self.asked: list[str] = []
        self.problem: str | None = None

    def speak(self, text: str, seconds: float, language: str = "fr") -> bytes:
        self.asked.append(text)
        if self.problem:
            raise SpeechError(self.problem)
        return tone(0.4 + len(text) * 0.07)


def tone(seconds: float, amplitude: float = 0.14, hertz: float = 700.0) -> bytes:
    """A telephone WAV of a steady tone (-20 dBFS by default) between the usual silences."""
    phase = 2 * np.pi * hertz * np.arange(int(seconds * wav.RATE)) / wav.RATE
    speech = (32767 * amplitude * np.sin(phase)).astype("<i2").tobytes()
    return wav.container(bytes(2 * 800) + speech + bytes(2 * 1600))
