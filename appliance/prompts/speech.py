"""What an engine that speaks French must do, and what text may be given to one."""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

MAX_TEXT = 1000  # characters; more than a minute of speech
MAX_WORD = 60  # characters; a word of 5000 letters hangs Pico for ever
SPOKEN_SIGNS: dict[str, str | int | None] = {
    "&": " et ",
    "#": " dièse ",
    "*": " étoile ",
    "’": "'",
    "‘": "'",
    "–": ", ",
    "—": ", ",
}


class SpeechError(Exception):
    """A sentence could not be spoken; the message says which and what to do."""


class Engine(Protocol):
    """A French voice. `version` and `voice` change when the sound does; `remote`: texts leave the box."""

    name: str
    voice: str
    remote: bool

    @property
    def version(self) -> str:
        """What distinguishes this build of the engine from another."""

    def speak(self, text: str, seconds: float) -> bytes:
        """The text as a telephone WAV (8 kHz, mono, PCM 16, levelled), or SpeechError within `seconds`."""


def readable(text: str) -> str:
    """The text as it may be given to any engine: no markup, no control character, no endless word.

    SpeechError if nothing is left to say, if a letter is not Latin, or above 1000 characters.
    """
    plain = unicodedata.normalize("NFKC", text.translate(str.maketrans(SPOKEN_SIGNS)))
    plain = "".join(character if is_spoken(character) else " " for character in plain)
    words = [piece for word in plain.split() for piece in cut(word)]
    result = re.sub(r" (?=[,.])", "", " ".join(words))
    if not any(character.isalnum() for character in result):
        raise SpeechError(f"La phrase {quoted(text)} ne contient rien à dire ; écrivez-la en toutes lettres.")
    if len(result) > MAX_TEXT:
        raise SpeechError(
            f"La phrase {quoted(text)} est trop longue ({len(result)} caractères pour {MAX_TEXT} au plus)."
        )
    foreign = sorted({letter for letter in result if letter.isalpha() and not is_latin(letter)})
    if foreign:
        raise SpeechError(
            f"La phrase {quoted(text)} contient des lettres que la voix française ne sait pas dire : "
            f"{' '.join(foreign[:5])} ; remplacez-les."
        )
    return result


def is_spoken(character: str) -> bool:
    """Letters, digits and the punctuation that an engine reads or pauses on; Pico obeys < and > as markup."""
    return unicodedata.category(character)[0] in "LNM" or character in ".,;:!?'()/%+-€$°="


def is_latin(letter: str) -> bool:
    """Whether a letter belongs to the alphabet that the French voice was made for."""
    return unicodedata.name(letter, "").startswith("LATIN") or letter in "ªº"


def cut(word: str) -> list[str]:
    """A word in pieces of 60 characters at most."""
    return [word[start : start + MAX_WORD] for start in range(0, len(word), MAX_WORD)]


def quoted(text: str) -> str:
    """The beginning of a text, as an error message quotes it, on one line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"« {line[:40]}… »" if len(line) > 40 else f"« {line} »"
