"""Holidays with their article, as one says what a day is: « c'est la Toussaint ». Pure."""

from __future__ import annotations

BEGINNINGS = {
    "Le ": "le ",
    "Jour": "le jour",
    "Lundi": "le lundi",
    "Vendredi": "le Vendredi",
    "Nouvel An": "le Nouvel An",
    "Pont": "le pont",
    "Fête": "la fête",
    "Toussaint": "la Toussaint",
    "Pentecôte": "la Pentecôte",
    "Saint-": "la Saint-",
    "Mi-Carême": "la Mi-Carême",
    "Armistice": "l'Armistice",
    "Ascension": "l'Ascension",
    "Assomption": "l'Assomption",
    "Abolition": "l'abolition",
    "Arrivée": "l'arrivée",
}


def holiday_said(name: str) -> str:
    """« l'Ascension et la fête de la Victoire »; a name that is not known, and Noël, as they are."""
    return " et ".join(_with_article(one.strip()) for one in name.split(";"))


def _with_article(name: str) -> str:
    for beginning, said in BEGINNINGS.items():
        if name.startswith(beginning):
            return said + name.removeprefix(beginning)
    return name
