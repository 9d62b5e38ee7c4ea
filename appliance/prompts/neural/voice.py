"""Kokoro as a voice of the prompt store: it says what the company wrote, afterwards, while nobody is on the telephone.

Nothing heavy is loaded here: a controller looks for its files, and a child process speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

import appliance.prompts.child as child
from appliance.prompts.catalogue import Sentence
from appliance.prompts.languages import USUAL, language_of
from appliance.prompts.neural import kokoro
from appliance.prompts.speech import readable

OF_THE_COMPANY = ("announcement", "incident_over", "fallback_whisper")  # its texts, and the names of its lines
SECONDS = 180.0  # for one text, at the lowest priority of a small box
FIGURES = re.compile(r"\d\D{0,2}\d|\d\s*(?:h|er\b|%|°|€)")  # a number, an hour, a date: more than a key to press


class KokoroVoice:
    """The engine. `busy`: whether a call is up; what is being said is then put off."""

    name = "kokoro"
    remote = False

    def __init__(self, busy: Callable[[], bool] | None = None) -> None:
        self.busy = busy

    @cached_property
    def version(self) -> str:
        """The model and the voice."""
        return f"{kokoro.WEIGHTS[:8]}-{kokoro.VOICE_DIGEST[:8]}"

    def speak(self, text: str, seconds: float, language: str = USUAL) -> bytes:
        """The text as a telephone WAV; SpeechError within `seconds`, PutOff as soon as a call comes."""
        return child.sound(["kokoro"], readable(text, language), seconds, self.busy)


def suits(sentence: Sentence) -> bool:
    """Whether it is to be said by this voice: what the company wrote, without a figure but the keys to press.

    Numbers and hours are understood better of the offline voice (docs/decisions.md); what is read to a recogniser
    before it ships, the sentences of the product, is recorded (shipped.py).
    """
    language = language_of(sentence.language)
    if sentence.name not in OF_THE_COMPANY or KokoroVoice.name not in language.voices:
        return False
    return sentence.text != language.fixed.get(sentence.name) and FIGURES.search(sentence.text) is None
