"""Places of a sentence: « Appel de {name} », where something else is said each time. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count

from appliance.folding import unaccented

PARTS = re.compile(r"\{\{|\}\}|\{([a-z_][a-z0-9_]*)\}", re.ASCII)
NAME = re.compile(r"[^\W\d]\w*")
LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
LONGEST = 24
SYNTAX = {"if", "else", "and", "or", "not", "in", "is", "none", "loop", "str", "for"}
VAGUE = {"one", "form", "data", "name", "self", "text", "value", "format"}


def escaped(text: str) -> str:
    """A text whose own braces are none of a place."""
    return text.replace("{", "{{").replace("}", "}}")


def parts(sentence: str) -> Iterator[tuple[str, bool]]:
    """Its words, and the names of its places (true), one after the other."""
    start = 0
    for found in PARTS.finditer(sentence):
        if found.start() > start:
            yield sentence[start : found.start()], False
        yield (found[1], True) if found[1] else (found[0][0], False)
        start = found.end()
    if start < len(sentence):
        yield sentence[start:], False


def places(sentence: str) -> set[str]:
    """The names of its places."""
    return {words for words, is_place in parts(sentence) if is_place}


def filled(sentence: str, said: Mapping[str, str]) -> str:
    """The sentence with what is said at each place."""
    return "".join(said[words] if is_place else words for words, is_place in parts(sentence))


def named(expression: str, taken: Collection[str]) -> str:
    """A name for what an expression says: the last thing that it names, before any filter; none that is taken."""
    words = expression.partition("|")[0]
    literal = LITERAL.search(words)
    said = [one for one in NAME.findall(LITERAL.sub("", words)) if one.lower() not in SYNTAX]
    names = [one for one in said if one not in VAGUE] or said
    if literal and " if " in words:
        names = NAME.findall(literal[1] or literal[2] or "")[-1:] or names
    name = unaccented((names or ["value"])[-1])[:LONGEST]
    name = name if name.isascii() else "value"
    return next(one for one in chain([name], (f"{name}{number}" for number in count(2))) if one not in taken)
