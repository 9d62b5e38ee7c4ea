"""Zones, countries and calendars by their names: what is offered, and said in the place of a code. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.company.names import of_name
from appliance.planning.zone_names import town_of

ZONES = {
    "Europe/Paris": "France métropolitaine",
    "America/Guadeloupe": "Guadeloupe",
    "America/Martinique": "Martinique",
    "America/Cayenne": "Guyane",
    "Indian/Reunion": "La Réunion",
    "Indian/Mayotte": "Mayotte",
    "America/Miquelon": "Saint-Pierre-et-Miquelon",
    "Pacific/Noumea": "Nouvelle-Calédonie",
    "Pacific/Tahiti": "Polynésie française",
    "Pacific/Wallis": "Wallis-et-Futuna",
    "Europe/Brussels": "Belgique",
    "Europe/Zurich": "Suisse",
    "Europe/Luxembourg": "Luxembourg",
    "Europe/Monaco": "Monaco",
    "Europe/London": "Royaume-Uni",
    "Europe/Berlin": "Allemagne",
    "Europe/Madrid": "Espagne",
    "Europe/Rome": "Italie",
    "America/Toronto": "Québec et Ontario",
    "Africa/Casablanca": "Maroc",
    "Africa/Algiers": "Algérie",
    "Africa/Tunis": "Tunisie",
}
COUNTRIES = {
    "FR": "France",
    "GP": "Guadeloupe",
    "MQ": "Martinique",
    "GF": "Guyane",
    "RE": "La Réunion",
    "YT": "Mayotte",
    "PM": "Saint-Pierre-et-Miquelon",
    "NC": "Nouvelle-Calédonie",
    "PF": "Polynésie française",
    "WF": "Wallis-et-Futuna",
    "BE": "Belgique",
    "CH": "Suisse",
    "LU": "Luxembourg",
    "MC": "Monaco",
    "GB": "Royaume-Uni",
    "DE": "Allemagne",
    "ES": "Espagne",
    "IT": "Italie",
    "CA": "Canada",
    "MA": "Maroc",
    "DZ": "Algérie",
    "TN": "Tunisie",
}
CALENDARS = {
    "FR": "France métropolitaine",
    "FR-Alsace-Moselle": "Alsace et Moselle",
    "FR-Alsace-Moselle-sans-vendredi-saint": "Alsace et Moselle, sans le Vendredi saint",
    "FR-Guadeloupe": "Guadeloupe",
    "FR-Martinique": "Martinique",
    "FR-Guyane": "Guyane",
    "FR-La-Réunion": "La Réunion",
    "FR-Mayotte": "Mayotte",
    "FR-Saint-Barthélemy": "Saint-Barthélemy",
    "FR-Saint-Martin": "Saint-Martin",
    "FR-Saint-Pierre-et-Miquelon": "Saint-Pierre-et-Miquelon",
    "FR-Nouvelle-Calédonie": "Nouvelle-Calédonie",
    "FR-Polynésie-Française": "Polynésie française",
    "FR-Wallis-et-Futuna": "Wallis-et-Futuna",
    "BE": "Belgique",
    "CH": "Suisse",
    "LU": "Luxembourg",
    "MC": "Monaco",
}
NO_CALENDAR = "aucun"


def with_own(known: Mapping[str, str], own: str | None) -> dict[str, str]:
    """What a form offers: the one in force too, where a file has set one that we do not name."""
    return dict(known) if own is None or own in known else {own: own, **known}


def zone_name(code: str) -> str:
    """« France métropolitaine »; of one that we do not name, its city."""
    return ZONES.get(code, code.rpartition("/")[2].replace("_", " "))


def clock_name(code: str) -> str:
    """« heure de Paris », « heure d'Alger »."""
    return f"heure {of_name(town_of(code))}"


def zone_choice(code: str) -> str:
    """« Paris (France métropolitaine) »: the town first, where a narrow screen shows the beginning."""
    town, name = town_of(code), zone_name(code)
    return f"{town} ({name})" if name != town else town


def country_name(code: str) -> str:
    return COUNTRIES.get(code, code)


def calendar_name(code: str | None) -> str:
    """« Alsace et Moselle »; « aucun » for none."""
    return NO_CALENDAR if code is None else CALENDARS.get(code, code)
