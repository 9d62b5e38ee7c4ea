"""gTTS, a voice asked of Google over the network: only by a setting, only when sentences are saved or built.

It speaks to an undocumented address, checks no certificate, may hang, and may answer a page or nothing with
"200 OK". So: one request per short part, each decoded on its own, in a child process killed when late; after a
refusal (403, 429) Google is left alone for an hour. Nothing of a caller is ever sent (`Sentence.fixed`).
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import appliance.prompts.child as child
from appliance.prompts.child import RemoteRefusal
from appliance.prompts.languages import USUAL, voice_of
from appliance.prompts.speech import SpeechError, quoted, readable

if TYPE_CHECKING:
    import numpy as np

LONGEST_PART = 100  # characters; above, gTTS cuts at every comma and drops it
WHOLE_JOB = 60.0  # seconds, whatever the server does
REST = 3600.0  # seconds without a request after a refusal
PAUSE = 0.18  # seconds between two parts
REFUSALS = (403, 429)


class GoogleVoice:
    """The engine. `refusal`: a file whose date is that of Google's last refusal, shared by processes."""

    name = "gtts"
    remote = True

    def __init__(
        self,
        refusal: Path,
        timeout: tuple[float, float] = (5, 15),
        whole_job: float = WHOLE_JOB,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.refusal = refusal
        self.timeout = timeout
        self.whole_job = whole_job
        self.clock = clock

    @cached_property
    def version(self) -> str:
        """The release of gTTS."""
        return version("gTTS")

    def speak(self, text: str, seconds: float, language: str = USUAL) -> bytes:
        """The text as a telephone WAV, or SpeechError; at once, without a request, after a recent refusal."""
        rest = self.rest()
        if rest > 0:
            raise SpeechError(f"Google a refusé la synthèse ; prochain essai dans {rest / 60:.0f} min.")
        recipe = ["google", voice_of(self.name, language), *(str(limit) for limit in self.timeout)]
        try:
            return child.sound(recipe, readable(text, language), min(seconds, self.whole_job))
        except RemoteRefusal:
            self.refusal.parent.mkdir(parents=True, exist_ok=True)
            self.refusal.touch()
            raise

    def rest(self) -> float:
        """How long Google is still to be left alone, in seconds; 0 or less: it may be asked."""
        try:
            return self.refusal.stat().st_mtime + REST - self.clock()
        except FileNotFoundError:
            return 0.0


def parts(text: str) -> list[str]:
    """The text in parts of 100 characters at most: cut after a sentence, else after a comma, else between words."""
    result: list[str] = []
    for sentence in re.split(r"(?<=[.!?]) ", text):
        current = ""
        for clause in re.split(r"(?<=[,;:]) ", sentence):
            for word in [clause] if len(clause) <= LONGEST_PART else clause.split():
                if current and len(current) + 1 + len(word) > LONGEST_PART:
                    result.append(current)
                    current = ""
                current = f"{current} {word}".strip()
        result.append(current)
    return [part for part in result if any(character.isalnum() for character in part)]


def download(text: str, voice: str, timeout: tuple[float, float]) -> tuple[np.ndarray[Any, Any], int]:
    """Samples (float, mono) and their rate: every part asked for, decoded and joined. Only in the child process."""
    import numpy as np

    decoded = [decode(ask(part, voice, timeout), part) for part in parts(text)]
    rate = decoded[0][1]
    if any(other != rate for _, other in decoded):
        raise SpeechError(f"Google a répondu dans plusieurs formats pour {quoted(text)}.")
    pause = np.zeros(int(PAUSE * rate))
    return np.concatenate([piece for samples, _ in decoded for piece in (samples, pause)]), rate


def ask(part: str, voice: str, timeout: tuple[float, float]) -> bytes:
    """The MP3 of one part. RemoteRefusal when Google asks us to stop, SpeechError for any other failure."""
    from gtts import gTTS, gTTSError

    try:
        return b"".join(gTTS(part, lang=voice, tld="com", timeout=timeout).stream())
    except gTTSError as error:
        status = getattr(error.rsp, "status_code", None)
        reason = f"code {status}" if status else "injoignable"
        message = f"Google n'a pas dit {quoted(part)} ({reason})."
        raise (RemoteRefusal if status in REFUSALS else SpeechError)(message) from error
    except (OSError, ValueError, AssertionError) as error:  # a reply cut short or out of shape
        raise SpeechError(f"Google a mal répondu pour {quoted(part)} ({type(error).__name__}).") from error


def decode(mp3: bytes, part: str) -> tuple[np.ndarray[Any, Any], int]:
    """One MP3 as samples and rate; SpeechError if it is empty, not sound, or of an unlikely length."""
    import soundfile

    from appliance.prompts import audio

    if not mp3:
        raise SpeechError(f"Google n'a envoyé aucun son pour {quoted(part)} (page de consentement ?).")
    try:
        samples, rate = soundfile.read(io.BytesIO(mp3), dtype="float64", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise SpeechError(f"Google a envoyé autre chose que du son pour {quoted(part)}.") from error
    mono = samples.mean(axis=1)
    audio.check_duration(len(mono) / rate, part)
    return mono, int(rate)
