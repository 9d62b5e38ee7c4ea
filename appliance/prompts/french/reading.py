"""Digits and numbers as French reads them out. Pure.

A comma between digits: measured, it is what makes each digit heard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time

COUNTS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt"),
)

TENS = ("", "dix", "vingt", "trente", "quarante", "cinquante")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ORDINALS = ("deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième", "neuvième", "dixième")


def spoken_wait(seconds: int) -> str:
    """« de quarante secondes », « d'une minute dix », « de deux minutes trente », by tens, to ten minutes."""
    minutes, left = divmod(seconds, 60)
    more = TENS[left // 10]
    if not minutes:
        return f"de {more} secondes"
    told = "d'une minute" if minutes == 1 else f"de {COUNTS[minutes]} minutes"
    return f"{told} {more}".rstrip()


def ordinal(place: int) -> str:
    """« deuxième », to the tenth."""
    return ORDINALS[place - 2]


def spelled(digits: str) -> str:
    """`40719` as it is read out: `4, 0, 7, 1, 9`."""
    return ", ".join(re.sub(r"\D", "", digits))


def spoken_number(number: str) -> str:
    """An E.164 number as a French speaker reads it: national numbers by pairs, others digit by digit."""
    digits = re.sub(r"\D", "", number)
    if number.startswith("+33") and len(digits) in (11, 15):  # 15: a machine's number
        national = "0" + digits[2:]
        return ", ".join(national[i : i + 2] for i in range(0, len(national), 2))
    return "plus, " + ", ".join(digits) if number.startswith("+") else ", ".join(digits)


def spoken_minutes(minutes: int) -> str:
    """« 30 minutes », « 1 heure », « 2 heures 15 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} minute{'s' if rest > 1 else ''}"
    return f"{hours} heure{'s' if hours > 1 else ''}{f' {rest}' if rest else ''}"


def spoken_time(clock: time) -> str:
    """« 3 heures 12 », « minuit 5 », « midi »."""
    named = {0: "minuit", 12: "midi"}.get(clock.hour) or f"{clock.hour} heure{'s' if clock.hour > 1 else ''}"
    return f"{named} {clock.minute}" if clock.minute else named


def spoken_opening(opening: datetime, days: int) -> str:
    """« de 14 heures », « de lundi 8 heures », « du lundi 7, 8 heures »: a moment in so many days from today."""
    clock, day = spoken_time(opening.time()), WEEK[opening.weekday()]
    if not days:
        return f"de {clock}"
    number = "premier" if opening.day == 1 else str(opening.day)
    return f"de {day} {clock}" if days < len(WEEK) else f"du {day} {number}, {clock}"


def spoken_reopening(opening: datetime, days: int) -> str:
    """« aujourd'hui à 14 heures », « lundi à 8 heures », « le lundi 4 janvier à 8 heures »: in so many days."""
    clock, day = spoken_time(opening.time()), WEEK[opening.weekday()]
    if not days:
        return f"aujourd'hui à {clock}"
    number = "premier" if opening.day == 1 else str(opening.day)
    return f"{day} à {clock}" if days < len(WEEK) else f"le {day} {number} {MONTHS[opening.month - 1]} à {clock}"


def told_of_no_number(caller: str | None) -> str:
    """What is said of a caller without a number: hidden, or shown and no number; "" for one who has one."""
    why = why_no_number(caller)
    return f"numéro {why}" if why else ""


def why_no_number(caller: str | None) -> str:
    """« masqué », « illisible », as it is said of a number; "" for a caller who has one."""
    if not caller:
        return "masqué"
    return "" if re.search(r"\d", caller) else "illisible"


def counted(found: Sequence[int]) -> str:
    """« cinq chiffres », « au plus douze chiffres », « de quatre à six chiffres », « cinq, huit ou dix chiffres »."""
    last = f"{COUNTS[found[-1]]} chiffre{'s' if found[-1] > 1 else ''}"
    if len(found) == 1:
        return last
    if list(found) == list(range(found[0], found[-1] + 1)) and len(found) > 2:
        return f"au plus {last}" if found[0] == 1 else f"de {COUNTS[found[0]]} à {last}"
    return f"{', '.join(COUNTS[one] for one in found[:-1])} ou {last}"
