"""French typography in the pages: no-break spaces and the real apostrophe, put into templates when they are compiled.

Templates are written with what a keyboard has; what somebody typed is never touched. Narrow no-break space before
; ! ?, no-break space before : and within « » (Lexique des règles typographiques en usage à l'Imprimerie nationale).
"""

from __future__ import annotations

import re

from jinja2.ext import Extension

from appliance.planning.moments import MONTHS

NO_BREAK, NARROW = "\u00a0", "\u202f"
LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœ"
APOSTROPHE = re.compile(rf"(?<=[{LETTER}])'(?=[{LETTER}«]|$)")
BEFORE = re.compile(r" (?=[;!?](?:[\s<.»)]|$))")
AROUND = re.compile(r" (?=:(?:\s|$))| (?=»)|(?<=«) ")
WITHIN = re.compile(r"(?<=\d) (?=h\b|à )|(?<=\bh) (?=\d)|(?<=[.à]) (?=\d)|(?<=→) ")
PARTS = re.compile(r"(\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>)", re.DOTALL)
LITERAL = re.compile(r'"[^"\n]* [^"\n]*"')
HELD = re.compile(
    rf"(?<=\d) (?=\d|(?:h|min|s|jours?|{'|'.join(MONTHS)})\b)"
    r"|(?<=\d h) (?=\d)|(?<=\d min) (?=\d)|(?<=\.) (?=\d\d/\d)|(?<=1er) "
)
FIRST = re.compile(r"\b1er\b")


def unbroken(text: str) -> str:
    """The same words, whose numbers, dates and times stay on one line; « 1ᵉʳ »."""
    return FIRST.sub("1ᵉʳ", HELD.sub(NO_BREAK, text))


def typeset(text: str) -> str:
    """The same text, as a French printer would set it."""
    return AROUND.sub(NO_BREAK, BEFORE.sub(NARROW, APOSTROPHE.sub("’", text)))


def held(text: str) -> str:
    """The words of a short place, which break in few places only: « ven. 4 à 18 h », « → mar. 9 h »."""
    return WITHIN.sub(NO_BREAK, unbroken(typeset(text)))


class Typography(Extension):
    """Sets the text of templates, and the sentences that stand between double quotes in their expressions."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Jinja's hook, before a template is parsed."""
        return "".join(set_part(part) for part in PARTS.split(source))


def set_part(part: str) -> str:
    """Text is set, tags and comments are not; in an expression, its sentences are."""
    if part.startswith(("{{", "{%")):
        return LITERAL.sub(lambda found: f'"{typeset(found[0][1:-1])}"', part)
    return part if part.startswith(("<", "{#")) else typeset(part)
