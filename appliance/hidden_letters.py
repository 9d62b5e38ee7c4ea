"""Letters that nobody sees and that make a text read as another: refused at every door by this one function. Pure."""

from __future__ import annotations

import unicodedata

# Ends of strings and lines, formats (reading direction, nothing wide), halves of characters.
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
TYPED = "\n\r\t"
JOINER = "\u200d"  # between two pictures, it makes one of them
PICTURES = {"So", "Sk", "Mn"}
NAMES = {
    "\0": "caractère nul",
    "\u00ad": "trait d'union conditionnel",
    "\u200b": "espace de largeur nulle",
    "\u200c": "séparateur invisible",
    JOINER: "liant invisible",
    "\u200e": "sens de lecture",
    "\u200f": "sens de lecture",
    "\u2028": "fin de ligne",
    "\u2029": "fin de paragraphe",
    "\u2060": "liant invisible",
    "\ufeff": "marque de début de fichier",
}
NAMES |= dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "sens de lecture")
SHOWN = 20  # letters before it, to find it by


class HiddenLetter(ValueError):
    """One is there. The sentence names the field, the letter and where it stands."""


def hidden_letter(text: str) -> str | None:
    """The first one of a text, in words: « U+202E (sens de lecture), après « Julie » »; None without any."""
    for place, letter in enumerate("" if text.isprintable() else text):
        if _hides(text, place):
            seen = "".join(one if one.isprintable() else " " for one in text[max(0, place - SHOWN) : place]).strip()
            where = f", après « {seen} »" if seen else ", au début"
            return f"U+{ord(letter):04X} ({NAMES.get(letter, 'caractère de commande')}){where}"
    return None


def refuse_hidden_letters(field: str, text: str) -> None:
    """HiddenLetter for a text that has one. `field`: as the person who typed it knows it."""
    if found := hidden_letter(text):
        raise HiddenLetter(f"{field} : caractère invisible {found} ; ôtez-le, ou tapez ce texte au clavier.")


def without_hidden_letters(text: str) -> str:
    """What a program said, which nobody can be asked to type again: a space in the place of each."""
    return "".join(" " if hidden_letter(letter) else letter for letter in text)


def as_seen(text: str) -> str:
    """What a person wrote, without them: words that one of them joined or cut stay whole."""
    return "".join(letter for place, letter in enumerate(text) if not _hides(text, place))


def _hides(text: str, place: int) -> bool:
    letter = text[place]
    return letter not in TYPED and unicodedata.category(letter) in HIDDEN and not _joins(text, place)


def _joins(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return text[place] == JOINER and len(around) == 2 and all(unicodedata.category(one) in PICTURES for one in around)
