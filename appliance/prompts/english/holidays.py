"""Holidays, which the calendars name in French, as English says what a day is: « today is All Saints' Day ». Pure."""

from __future__ import annotations

import re

UNKNOWN = "a public holiday"  # no French word is read by an English voice
ARTICLES = re.compile(r"^(?:(?:le|la|jour|de|du) |[ld]')+", re.IGNORECASE)
NAMES = {
    "an": "New Year's Day",
    "nouvel an": "New Year's Day",
    "vendredi saint": "Good Friday",
    "pâques": "Easter Sunday",
    "lundi de pâques": "Easter Monday",
    "fête du travail": "Labour Day",
    "fête de la victoire": "Victory Day",
    "europe": "Europe Day",
    "ascension": "Ascension Day",
    "pentecôte": "Whit Sunday",
    "lundi de pentecôte": "Whit Monday",
    "fête nationale": "the national holiday",
    "fête dieu": "Corpus Christi",
    "assomption": "Assumption Day",
    "toussaint": "All Saints' Day",
    "armistice": "Armistice Day",
    "immaculée conception": "the Immaculate Conception",
    "noël": "Christmas Day",
    "saint-étienne": "Saint Stephen's Day",
    "abolition de l'esclavage": "Abolition Day",
}


def holiday_said(name: str) -> str:
    """« Ascension Day and Victory Day »; one of the company's own, or of one region, is a public holiday."""
    return " and ".join(dict.fromkeys(_in_english(one.strip()) for one in name.split(";")))


def _in_english(name: str) -> str:
    plain = name.removesuffix("(reporté)").strip().replace("’", "'")
    return NAMES.get(ARTICLES.sub("", plain).casefold(), UNKNOWN)
