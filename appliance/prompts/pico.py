"""SVOX Pico, the default voice: offline, the same voice data through Debian's `pico2wave` or the py-nanotts wheel.

Both hang for ever on a long enough word and obey markup; py-nanotts also keeps the interpreter's lock. Hence the
cleaned text, and a child process killed when late.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import appliance.prompts.child as child
from appliance.prompts.languages import USUAL, voice_of
from appliance.prompts.speech import SpeechError, readable

RATE = 16000
LEVEL = 0.5  # py-nanotts speaks twice as loud as pico2wave, and clips
NO_VOICE = (
    "Aucune voix n'est installée : installez le paquet Debian libttspico-utils, ou `pip install py-nanotts==0.1.1`."
)


class PicoVoice:
    """The engine. `program`: the path of pico2wave; None: py-nanotts."""

    name = "pico"
    remote = False

    def __init__(self, program: str | None = None) -> None:
        self.program = program

    @classmethod
    def installed(cls) -> PicoVoice:
        """pico2wave where it is installed, else py-nanotts."""
        return cls(shutil.which("pico2wave"))

    @cached_property
    def version(self) -> str:
        """Which of the two programs speaks."""
        if self.program:
            return "pico2wave"
        try:
            return f"nanotts-{version('py-nanotts')}"
        except PackageNotFoundError:
            return "absent"

    def speak(self, text: str, seconds: float, language: str = USUAL) -> bytes:
        """The text as a telephone WAV, or SpeechError within `seconds`."""
        recipe = ["pico", voice_of(self.name, language)]
        return child.sound([*recipe, self.program] if self.program else recipe, readable(text, language), seconds)


def synthesise(text: str, voice: str, program: str | None = None) -> tuple[bytes, int]:
    """PCM 16 mono samples and their rate. `voice`: « fr-FR ». Only in the child process: it may never return."""
    return (by_pico2wave(text, voice, program) if program else by_nanotts(text, voice)), RATE


def by_nanotts(text: str, voice: str) -> bytes:
    """The voice of the py-nanotts wheel."""
    try:
        from py_nanotts import NanoTTS
    except ImportError:
        raise SpeechError(NO_VOICE) from None
    samples: bytes = NanoTTS().speak(text, voice=voice, volume=LEVEL)
    return samples


def by_pico2wave(text: str, voice: str, program: str) -> bytes:
    """The voice of Debian's pico2wave, which writes a WAV of 16 kHz."""
    import wave

    with tempfile.TemporaryDirectory(prefix="astreinte-voix-") as folder:
        path = Path(folder, "voix.wav")
        ended = subprocess.run(
            [program, f"--lang={voice}", f"--wave={path}", "--", text], capture_output=True, check=False
        )
        if ended.returncode or not path.exists():
            raise SpeechError(f"pico2wave a échoué (code {ended.returncode}) ; réinstallez libttspico-utils.")
        with wave.open(str(path)) as file:
            samples: bytes = file.readframes(file.getnframes())
        return samples
