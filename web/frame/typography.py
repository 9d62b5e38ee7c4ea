"""French typography in the pages: no-break spaces and the real apostrophe, put into templates when they are compiled.

Templates are written with what a keyboard has; what they are given to say, by us or as somebody typed it, has the real
apostrophe, its numbers and times held together, and nothing else of it changes.
Narrow no-break space before ; ! ?, no-break space before : and within « » (Lexique des règles typographiques en usage à
l'Imprimerie nationale).
"""

from __future__ import annotations

import re

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup
from wtforms import Label

from appliance.checks import Finding
from appliance.planning.moments import MONTHS

NO_BREAK, NARROW, WHOLE_HYPHEN = "\u00a0", "\u202f", "\u2011"
LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœ"
# Each begins with the one character that it is about, which a text is searched for at once: pages hold thousands.
APOSTROPHE = re.compile(rf"'(?<=[{LETTER}]')(?=[{LETTER}«]|$)")
BEFORE = re.compile(r" (?=[;!?](?:[\s<.»)]|$))")
AROUND = re.compile(r" (?:(?=:(?:\s|$))|(?=»)|(?<=« ))")
RANGE = re.compile(r"-(?:(?<=\dh-)|(?<=\dh\d\d-))(?=\d)")  # « 8h-12h30 », read back with either hyphen
WITHIN = re.compile(r" (?:(?<=\d )(?=h\b|à )|(?<=\bh )(?=\d)|(?<=[.à] )(?=\d)|(?<=→ ))")
PARTS = re.compile(r"(\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>)", re.DOTALL)
LITERAL = re.compile(r'"[^"\n]* [^"\n]*"')
VERBATIM = re.compile(r"<(/?)(?:code|pre|textarea|script|style)\b")  # what is copied, or sent back as it is
SAID = re.compile(r"\{\{(-?)(.*?)(-?)\}\}", re.DOTALL)
HELD = re.compile(
    rf" (?:(?<=\d )(?=\d|[€%]|(?:h|min|s|jours?|{'|'.join(MONTHS)})\b)"
    r"|(?<=\d h )(?=– \d)|(?<=\d )(?=– \d)|(?<=– )(?=\d)"
    r"|(?<=\d h )(?=\d)|(?<=\d min )(?=\d)|(?<=\. )(?=\d\d/\d)|(?<=1er )|(?<=ᵉʳ ))"
)
FIRST = re.compile(r"1er(?<=\b1er)\b")
BETWEEN = re.compile(r">[^<]+<")
UNIT = re.compile(r" (?=[€%]|(?:h|min|s|jours?)\b)")  # of the figure that an expression has just said


class SetText(str):
    """A text that is set already: nothing more is done to it, where a page has thousands of them."""

    __slots__ = ()


def unbroken(text: str) -> str:
    """The same words, whose numbers, dates and times stay on one line; « 1ᵉʳ »."""
    whole = HELD.sub(NO_BREAK, text) if " " in text else text
    return FIRST.sub("1ᵉʳ", whole) if "1er" in whole else whole


def typeset(text: str) -> str:
    """The same text, as a French printer would set it."""
    if isinstance(text, SetText):
        return text
    ranged = RANGE.sub(WHOLE_HYPHEN, text) if "-" in text else text
    return AROUND.sub(NO_BREAK, BEFORE.sub(NARROW, apostrophed(ranged)))


def apostrophed(text: str) -> str:
    """The same text, with the real apostrophe."""
    return APOSTROPHE.sub("’", text) if "'" in text else text


def held(text: str) -> str:
    """The words of a short place, which break in few places only: « ven. 4 à 18 h », « → mar. 9 h »."""
    return WITHIN.sub(NO_BREAK, unbroken(typeset(text)))


def in_one_piece(said: object) -> object:
    """What an expression says: numbers and times unbroken, apostrophes real; what is marked up is left alone."""
    if isinstance(said, (Markup, SetText)):
        return said
    if isinstance(said, str):
        return unbroken(apostrophed(said))
    if isinstance(said, Label):
        return said(text=typeset(said.text))
    return unbroken(typeset(str(said))) if isinstance(said, Finding) else said


def set_choices(rendered: Markup) -> Markup:
    """The choices of a list that a form has rendered: the words between its tags, what is sent back left alone."""
    return Markup(BETWEEN.sub(lambda words: APOSTROPHE.sub("’", words[0].replace("&#39;", "'")), rendered))  # noqa: S704


class Typography(Extension):
    """Sets the text of templates, and the sentences that stand between double quotes in their expressions.

    What an expression says in the text of a page keeps its numbers and times in one piece; in a tag it is left alone.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.filters["in_one_piece"] = in_one_piece

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Jinja's hook, before a template is parsed."""
        done, copied, before = [], 0, ""
        for part in PARTS.split(source):
            if tag := VERBATIM.match(part):
                copied += -1 if tag[1] else 1
            if not copied and before.startswith("{{") and UNIT.match(part):
                part = NO_BREAK + part[1:]
            done.append(set_part(part) if copied or not part.startswith("{{") else set_expression(part))
            before = part
        return "".join(done)


def set_expression(part: str) -> str:
    """`{{ moment }}`, of what it says the numbers in one piece."""
    return SAID.sub(r"{{\1(\2)|in_one_piece\3}}", set_part(part))


def set_part(part: str) -> str:
    """Text is set, tags and comments are not; in an expression, its sentences are."""
    if part.startswith(("{{", "{%")):
        return LITERAL.sub(lambda found: f'"{typeset(found[0][1:-1])}"', part)
    return part if part.startswith(("<", "{#")) else typeset(part)
