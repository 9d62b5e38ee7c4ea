"""Days as people write them: « 6/12 », « 06/12/2026 », « 6 déc. 2026 », « 1er janvier », « 2026-12-06 », « demain »."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from appliance.folding import folded
from appliance.planning.moments import DAYS, MONTHS

LEAP = 2024  # a year that has all the days
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)  # days that a planning or a journal may have
NO_DAY = "Ce n'est pas une date ; écrivez-la ainsi : 25/12/2026."
FAR_DAY = "Écrivez une date entre 2000 et 2099."
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
NUMBERS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?", re.ASCII)
NAMED = re.compile(r"(\d{1,2})(?:er)? ?([a-zéèûôà]{3,9})\.?(?: ?(\d{4}))?")
OF_THE_WEEK = re.compile(rf"^(?:le )?(?:(?:{'|'.join(DAYS)}|{'|'.join(day[:3] for day in DAYS)})\.?,? )?")
NEAR = {"aujourd'hui": 0, "demain": 1, "après-demain": 2, "hier": -1}


class DayOfYear(NamedTuple):
    """A day without its year, or with it."""

    day: int
    month: int
    year: int | None


def read_day(text: str, today: date) -> date:
    """A day of this century; without a year, the one nearest to `today`. ValueError, a French sentence."""
    plain = _plain(text)
    if plain in NEAR:
        return today + timedelta(days=NEAR[plain])
    day, month, year = read_day_of_year(text)
    if year is not None:
        return _within(date(year, month, day))
    years = [found for number in range(-4, 5) if (found := _of(today.year + number, month, day))]
    return _within(min(years, key=lambda found: (abs(found - today), found < today)))


def read_day_of_year(text: str) -> DayOfYear:
    """A day, with or without its year. ValueError, a French sentence."""
    plain = OF_THE_WEEK.sub("", _plain(text))
    if found := ISO.fullmatch(plain):
        read = DayOfYear(int(found[3]), int(found[2]), int(found[1]))
    elif found := NUMBERS.fullmatch(plain):
        read = DayOfYear(int(found[1]), int(found[2]), _year(found[3]))
    elif (found := NAMED.fullmatch(plain)) and (month := _month(found[2])):
        read = DayOfYear(int(found[1]), month, _year(found[3]))
    else:
        raise ValueError(NO_DAY)
    if _of(LEAP if read.year is None else read.year, read.month, read.day) is None:
        raise ValueError(f"« {text.strip()} » n'existe pas ; vérifiez le jour et le mois.")
    return read


def day_shown(day: date) -> str:
    """« 06/12/2026 »: read back as the same day."""
    return f"{day:%d/%m/%Y}"


def _plain(text: str) -> str:
    spaced = text.lower().replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(spaced.replace("’", "'").replace("ᵉʳ", "er").split())


def _year(text: str | None) -> int | None:
    return None if text is None else int(text) if len(text) == 4 else 2000 + int(text)


def _month(word: str) -> int | None:
    """« déc », « decembre », « juil »; a beginning that two months share is none."""
    found = [number for number, name in enumerate(MONTHS, 1) if folded(name).startswith(folded(word))]
    return found[0] if len(found) == 1 else None


def _of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(FAR_DAY)
    return day
