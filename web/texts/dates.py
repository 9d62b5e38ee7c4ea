"""Dates, hours and lengths of time, which are said word by word: « samedi 28 novembre 2026 à 9 h ». Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from appliance.planning.moments import DAYS, MONTHS

DATE, WHOSE = "date", "whose"  # contexts of gettext: words of a date, and « de {name} »
OF_SOMEBODY = "de {name}"
SHORT = tuple(day[:3] for day in DAYS)
WORDS = (
    *DAYS, *SHORT, *MONTHS, "demain", "hier", "minuit", "midi", "à", "au", "de", "du", "d'", "le", "dès", "et", "des",
    "les", "h", "min", "s", "er", "ᵉʳ", "jour", "jours", "semaine", "semaines", "mois", "an", "ans", "heure", "heures",
    "minutes", "fois", "avant", "après", "autre", "autres", "nuit", "jusqu'", "toute", "journée", "appel", "appels",
    "férié", "fériés", "sur", "essai", "essais", "chiffre", "chiffres", "touche",
)  # fmt: skip
NUMBERS = re.compile(r"\d")
TOKENS = re.compile(r"\d+|[^\W\d_]+'?|[\W_]+")
BEFORE_A_NAME = re.compile(r"d(?:e |'|u )(?=\S)")


def in_words(plain: str, words: Mapping[str, str]) -> str | None:
    """A date in the words of another language, in the order of the French; None: it is none, or a word is missing."""
    tokens = TOKENS.findall(plain)
    letters = [one for one in tokens if one[0].isalpha()]
    if not letters or not all(one.lower() in words for one in letters):
        return None
    if not NUMBERS.search(plain) and not {one.lower() for one in letters} & {*DAYS, *SHORT, *MONTHS}:
        return None
    return "".join(one if not one[0].isalpha() else cased(words[one.lower()], one) for one in tokens)


def cased(word: str, like: str) -> str:
    """With a capital where the French has one; its own stays."""
    return word[:1].upper() + word[1:] if like[0].isupper() else word
