"""Which sentence with places a text is one of: « Message de 12 s » is « Message de {length} ». Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby, pairwise

from web.texts.places import parts, places

WITHIN = "\x04"  # gettext's own, between a context and a message
PLAIN = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u2060": None})
LETTERS = re.compile(r"[A-Za-zÀ-ÿ]")
ENDING = re.compile(r"(?:|[esx]|es|nt|ent|\W.*)")  # of a word, or what follows it
ENOUGH = 4  # letters of its own, before a sentence with places is recognised
Pieces = list[tuple[str, bool]]  # of a sentence: its words, the names of its places (true)


def by_ends(sentences: Mapping[str, str]) -> dict[tuple[str, str], list[tuple[str, Pieces]]]:
    """The sentences with places, by their first and last letters (empty: of a place), those that say most before."""
    found = defaultdict[tuple[str, str], list[tuple[str, Pieces]]](list)
    for key in sorted(sentences, key=lambda one: -len(LETTERS.findall(own_words(one)))):
        pieces = in_one([(words.translate(PLAIN), is_place) for words, is_place in parts(key)])
        sides = any(one[1] and other[1] for one, other in pairwise(pieces))
        if WITHIN in key or sides or not places(key) or len(LETTERS.findall(own_words(key))) < ENOUGH:
            continue
        (first, begins), (last, ends) = pieces[0], pieces[-1]
        found["" if begins else first[:1], "" if ends else last[-1:]].append((key, pieces))
    return dict(found)


def in_one(pieces: Pieces) -> Pieces:
    """The same, words that follow words being one piece."""
    found = Pieces()
    for is_place, some in groupby(pieces, key=lambda one: one[1]):
        words = [one for one, _ in some]
        found += [(one, True) for one in words] if is_place else [("".join(words), False)]
    return found


def own_words(sentence: str) -> str:
    """What it says by itself."""
    return " ".join(words for words, is_place in parts(sentence) if not is_place)


def matched(pieces: Pieces, text: str) -> dict[str, str] | None:
    """What a text says at each place of a sentence, if it is one of that sentence; never going back."""
    taken, place, at = dict[str, str](), "", 0
    for index, (words, is_place) in enumerate(pieces):
        if is_place:
            place = words
            continue
        last = index == len(pieces) - 1
        ending = index > 1 and pieces[index - 2][0][-1:].isalpha()  # « appel{s} »: of a word, or nothing
        least = at + (bool(place) and not ending)
        start = len(text) - len(words) if last else text.find(words, least)
        if ending and place and not ENDING.fullmatch(text[at:start]):
            return None
        if start < least or not text.startswith(words, start) or (not place and start != at):
            return None
        if place:
            taken[place], place = text[at:start], ""
        at = start + len(words)
    if place:
        taken[place] = text[at:]
        return taken if taken[place] else None
    return taken if at == len(text) else None


def cased(found: str | None, like: str) -> str | None:
    """With the capital of the French, or without."""
    if not found:
        return None
    return (found[0].upper() if like[:1].isupper() else found[0].lower()) + found[1:]


def is_sentence(plain: str) -> bool:
    """Whether more than a name: words without a capital, several."""
    return sum(word[:1].islower() for word in plain.split()) > 1
