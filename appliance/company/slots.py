"""Words that the company's sentences leave to be filled at the call: « Nous rouvrons {réouverture}. » Pure.

The sentence that holds one for which there are no words then is left out: nobody hears a hole, nor « {…} ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from appliance.folding import folded, listed


class Slot(StrEnum):
    """What is filled, by the name that stands between the brackets."""

    HOLIDAY = "jour férié"  # of this day
    REOPENING = "réouverture"  # when the office answers next


Part = str | Slot
Words = Mapping[Slot, str]
BRACKETS = re.compile(r"\{([^{}]*)\}")
ENDS = re.compile(r"(?<=[.!?…])\s+")
NAMED = {folded(slot): slot for slot in Slot}
KNOWN = listed(f"{{{slot}}}" for slot in Slot)


def checked(text: str) -> str:
    """The text, whose brackets hold a slot each. ValueError, a French sentence."""
    for found in BRACKETS.finditer(text):
        if folded(found[1]) not in NAMED:
            raise ValueError(f"« {found[0]} » n'est pas rempli à l'appel ; ce qui l'est : {KNOWN}.")
    if set("{}") & set(BRACKETS.sub("", text)):
        raise ValueError(f"une accolade est seule ; ce qui est rempli à l'appel s'écrit en entier : {KNOWN}.")
    return text


def whole(text: str) -> str:
    """The text, in which nothing is filled at the call. ValueError, a French sentence."""
    if "{" in text or "}" in text:
        raise ValueError(
            f"un menu est dit tel qu'il est écrit, sans accolades : mettez {KNOWN} dans l'annonce de la ligne."
        )
    return text


def has_slots(text: str) -> bool:
    return any(isinstance(part, Slot) for group in _groups(text) for part in group)


def filled(text: str, words: Words) -> list[str]:
    """What is said of a text, in order, less the sentences for whose slot there are no words."""
    if not has_slots(text):
        return [text]
    said: list[str] = []
    for group in _groups(text):
        if all(part in words for part in group if isinstance(part, Slot)):
            said += [words[part] if isinstance(part, Slot) else part for part in group]
    return said


def fixed_pieces(text: str) -> list[str]:
    """What is said of a text whatever the call."""
    return [part for group in _groups(text) for part in group if not isinstance(part, Slot)]


def without_slots(text: str) -> str:
    """The text less the sentences that hold a slot; « » where all of them do."""
    if not has_slots(text):
        return text
    return " ".join(part for part in filled(text, {}))


def _groups(text: str) -> Iterator[tuple[Part, ...]]:
    """Sentences without a slot together, each of the others in its pieces."""
    plain: list[str] = []
    for sentence in ENDS.split(text.strip()):
        parts = tuple(_parts(sentence))
        if not any(isinstance(part, Slot) for part in parts):
            plain.append(sentence)
            continue
        if plain:
            yield (" ".join(plain),)
        plain = []
        yield parts
    if plain:
        yield (" ".join(plain),)


def _parts(sentence: str) -> Iterator[Part]:
    """The pieces that have a letter to be said, and the slots; what is no slot of ours is a piece like another."""
    at = 0
    for found in BRACKETS.finditer(sentence):
        if (slot := NAMED.get(folded(found[1]))) is None:
            continue
        yield from _piece(sentence[at : found.start()])
        yield slot
        at = found.end()
    yield from _piece(sentence[at:])


def _piece(text: str) -> Iterator[str]:
    if any(letter.isalnum() for letter in text):
        yield text.strip(" ,;:")
