"""Who says the messages: each voice as a caller's telephone would carry it before its network, 8 kHz, at one level."""

from __future__ import annotations

import subprocess
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path

from appliance.prompts import audio, wav
from appliance.prompts.audio import Samples
from appliance.prompts.neural import kokoro
from appliance.prompts.pico import PicoVoice
from tests.bench.voice import ear, making

FLAT = ((0, 0), (4000, 0))  # Hz, dB: as espeak-ng is understood best


def pico(text: str) -> Samples:
    return audio.as_float(wav.samples_of(PicoVoice.installed().speak(text, ear.PATIENCE)))


def neural(text: str) -> Samples:
    return audio.as_float(making.made(text))


def espeak(text: str) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        spoken = ["espeak-ng", "-v", "fr-fr", "-s", "150", "-w", str(path), "--stdin"]
        subprocess.run(spoken, input=text.encode(), check=True)
        with wave.open(str(path)) as file:
            samples, rate = file.readframes(file.getnframes()), file.getframerate()
    return audio.as_float(wav.samples_of(audio.telephone((samples, rate), text, FLAT)))


def voices() -> dict[str, Callable[[str], Samples]]:
    """By name; the neural one where it is installed."""
    found: dict[str, Callable[[str], Samples]] = {"Pico": pico}
    if kokoro.installed():
        found["Kokoro"] = neural
    return found | {"espeak-ng": espeak}
