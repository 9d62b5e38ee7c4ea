"""Texts brought to less: what two writings of one name have in common, several lines or names in one. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """Letters and digits alone, without accents or capitals: « Loïc », « loic » and « LOÏC » are one."""
    return "".join(letter for letter in unaccented(text) if letter.isalnum())


def folded_words(text: str) -> str:
    """The words of a text, without accents, capitals or punctuation, one space apart."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in unaccented(text)).split())


def singular_words(text: str) -> str:
    """The same, less the s or the x of a plural: « Ascenseurs bloqués » is « ascenseur bloque », « gaz » is « gaz »."""
    words = folded_words(text).split()
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words)


def in_one_line(text: str) -> str:
    """« Demander l'étage. / Rappeler. »: the lines of a text one after the other, less those that are empty."""
    return " / ".join(line.strip() for line in text.splitlines() if line.strip())


def lines_ended_alike(text: str) -> str:
    """Its lines ended by one letter, as a browser ends those of a form by two and a file may by another."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def listed(names: Iterable[str]) -> str:
    """« Claire », « Claire et Hugo », « Claire, Hugo et Julie »; nothing of nobody."""
    *others, last = [*names] or [""]
    return f"{', '.join(others)} et {last}" if others else last


def base_letter(letter: str) -> str:
    """A letter without its accent, capital or small as it is."""
    return unicodedata.normalize("NFD", letter)[0]


def unaccented(text: str) -> str:
    """Its letters without accents or capitals, « œ » as two; the rest as it is."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
