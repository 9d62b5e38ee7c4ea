"""The words that stand between quotes in an expression of a template. Pure."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Callable, Iterable

from web.texts.places import escaped, filled

Token = tuple[int, str, str]  # line, kind and text, as Jinja reads them
Say = Callable[[str], str | None]  # other words for these; None: they stay

LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]")
FRENCH = re.compile(r"[À-ÖØ-öø-ÿŒœ«…’]|[A-Za-z]'[a-zà-ÿ]|[A-Za-zÀ-ÿ]{2} [A-Za-zÀ-ÿ]|^[A-Z][a-z]")
TECHNICAL = re.compile(r"^\S*[/_+]\S*$")  # an address, a name of ours, keys pressed together
COMPARES = {"==", "!=", "in", "equalto"}
KEYS = {":", "="}


def with_words(tokens: Iterable[Token], read: bool, say: Say) -> str:
    """The same expression, the words that it may say being said otherwise.

    `read`: it stands where somebody reads, and any word that it chooses is one; elsewhere, and in what it gives to a
    macro or a filter, those alone that look like a sentence.
    """
    written, brackets, all_of_it = list[str](), list[str](), list(tokens)
    walked = next((text for _, kind, text in all_of_it if kind == "name"), "") == "for"  # its `in` compares nothing
    for index, (_, kind, text) in enumerate(all_of_it):
        before, after = neighbours(all_of_it, index)
        if kind == "operator" and text in "([{":
            compared = before in COMPARES and not (walked and before == "in")
            brackets.append("compared" if compared else "called" if is_called(text, before) else "")
        elif kind == "operator" and text in ")]}" and brackets:
            brackets.pop()
        elif kind == "string" and not {"compared"} & {*brackets} and not is_key(before, after):
            text = replaced(text, read and "called" not in brackets, say)
        written.append(text)
    return "".join(written)


def replaced(text: str, chosen: bool, say: Say) -> str:
    """A literal, with its quotes; the spaces around its words stay."""
    words = str(literal_eval(text))
    if not (LETTER if chosen else FRENCH).search(words) or TECHNICAL.search(words):
        return text
    other = say(escaped(words.strip()))
    return text if other is None else quoted(words.replace(words.strip(), filled(other, {})))


def quoted(words: str) -> str:
    """As a template writes it."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def neighbours(tokens: list[Token], index: int) -> tuple[str, str]:
    """The texts before and after a token, blanks left out."""
    before = (text for _, kind, text in reversed(tokens[:index]) if kind != "whitespace")
    after = (text for _, kind, text in tokens[index + 1 :] if kind != "whitespace")
    return next(before, ""), next(after, "")


def is_called(bracket: str, before: str) -> bool:
    """Whether a parenthesis holds what is given to a macro, a function or a filter; or an index is looked up."""
    return bracket != "{" and (before in {")", "]"} or (before.isidentifier() and before not in WORDS))


WORDS = {"and", "or", "not", "if", "else", "is", "in"}


def is_key(before: str, after: str) -> bool:
    """Whether a literal is compared, or names something."""
    return before in COMPARES or after in COMPARES | {":"} or (before == "not" or after == "not")
