"""Words that make a message urgent, where a program that wrote it down has heard one of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import normalize

from appliance.folding import singular_words

MOST = 50
FEWEST_LETTERS, LONGEST = 3, 40
WRITTEN = re.compile(r"[^\W_]+(?:[ '’-][^\W_]+)*")


def urgent_word(text: str) -> str:
    """One of them, or a few that follow one another: « ascenseur bloqué ». ValueError, in French."""
    plain = normalize("NFC", " ".join(text.split()))
    if WRITTEN.fullmatch(plain) is None:
        raise ValueError(f"« {plain} » : écrivez un mot, ou quelques mots qui se suivent, sans ponctuation.")
    if sum(map(str.isalpha, plain)) < FEWEST_LETTERS:
        raise ValueError(
            f"« {plain} » est trop court : {FEWEST_LETTERS} lettres au moins, ou trop de messages le diraient."
        )
    if len(plain) > LONGEST:
        raise ValueError(f"« {plain} » est trop long : {LONGEST} caractères au plus.")
    return plain


def heard_in(transcript: str, words: Iterable[str]) -> str | None:
    """The first of the words that it holds, whole, whatever their accents, capitals and plurals; None for none."""
    said = f" {singular_words(transcript)} "
    return next((word for word in words if f" {singular_words(word)} " in said), None)


def word_faults(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each word that may not stand among them, with the sentence about it."""
    known: dict[str, str] = {}
    for word in words:
        try:
            urgent_word(word)
        except ValueError as error:
            yield word, str(error)
        alike = singular_words(word)
        if alike in known:
            yield word, already_there(word, known[alike])
        known.setdefault(alike, word)
    for word in words[MOST:]:
        yield word, f"« {word} » est de trop : {MOST} mots au plus."


def already_there(word: str, former: str) -> str:
    """Of one that another is, but for its accents, its capitals or its plural."""
    return f"« {word} » est déjà là, écrit « {former} » : ôtez l'un des deux."
