"""What an engine that speaks must do, and what text may be given to one."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

from appliance.prompts.languages import USUAL, language_of

MAX_TEXT = 1000  # characters; more than a minute of speech
MAX_WORD = 60  # characters; a word of 5000 letters hangs Pico for ever
QUOTED = 40  # characters
PLAIN_SIGNS = {"’": "'", "‘": "'", "–": ", ", "—": ", "}


class SpeechError(Exception):
    """A sentence could not be spoken; the message says which and what to do."""


class Engine(Protocol):
    """An engine that speaks. `version` changes when the sound does; `remote`: texts leave the box."""

    name: str
    remote: bool

    @property
    def version(self) -> str:
        """What distinguishes this build of the engine from another."""

    def speak(self, text: str, seconds: float, language: str = USUAL) -> bytes:
        """The text as a telephone WAV (8 kHz, mono, PCM 16, levelled), or SpeechError within `seconds`."""


def readable(text: str, language: str = USUAL) -> str:
    """The text as it may be given to any engine: no markup, no control character, no endless word.

    SpeechError if nothing is left to say, if a letter is not of its alphabet, or above 1000 characters.
    """
    spoken_in = language_of(language)
    signs = PLAIN_SIGNS | dict(spoken_in.signs)
    plain = unicodedata.normalize("NFKC", "".join(signs.get(character, character) for character in text))
    plain = "".join(character if is_spoken(character) else " " for character in plain)
    words = [piece for word in plain.split() for piece in cut(word)]
    result = re.sub(r" (?=[,.])", "", " ".join(words))
    if not any(character.isalnum() for character in result):
        raise SpeechError(f"La phrase {quoted(text)} ne contient rien à dire ; écrivez-la en toutes lettres.")
    if len(result) > MAX_TEXT:
        raise SpeechError(
            f"La phrase {quoted(text)} est trop longue ({len(result)} caractères pour {MAX_TEXT} au plus)."
        )
    foreign = sorted({letter for letter in result if letter.isalpha() and not is_of(spoken_in.alphabet, letter)})
    if foreign:
        raise SpeechError(
            f"La phrase {quoted(text)} contient des lettres que la voix ({spoken_in.name}) ne sait pas dire : "
            f"{' '.join(foreign[:5])} ; remplacez-les."
        )
    return result


def is_spoken(character: str) -> bool:
    """Letters, digits and the punctuation that an engine reads or pauses on; Pico obeys < and > as markup."""
    return unicodedata.category(character)[0] in "LNM" or character in ".,;:!?'()/%+-€$°="


def is_of(alphabet: str, letter: str) -> bool:
    """Whether a letter belongs to the alphabet that a voice was made for, as Unicode names it."""
    return unicodedata.name(letter, "").startswith(alphabet) or letter in "ªº"


def cut(word: str) -> list[str]:
    """A word in pieces of 60 characters at most."""
    return [word[start : start + MAX_WORD] for start in range(0, len(word), MAX_WORD)]


def quoted(text: str) -> str:
    """The beginning of a text, as an error message quotes it, on one line: 40 characters at most, of whole words."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(line) <= QUOTED:
        return f"« {line} »"
    whole = line[: QUOTED + 1].rpartition(" ")[0] or line[:QUOTED]
    return f"« {whole}… »"
