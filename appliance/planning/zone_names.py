"""Zones as people name them, by the place whose clock it is. Pure."""

from __future__ import annotations

NAMED = {
    "Indian/Reunion": "La Réunion",
    "America/Miquelon": "Saint-Pierre-et-Miquelon",
    "America/Guadeloupe": "la Guadeloupe",
    "America/Martinique": "la Martinique",
    "America/St_Barthelemy": "Saint-Barthélemy",
    "America/Marigot": "Saint-Martin",
    "Pacific/Noumea": "Nouméa",
    "Europe/Brussels": "Bruxelles",
    "Europe/London": "Londres",
    "Africa/Algiers": "Alger",
}


def town_of(zone: str) -> str:
    """« Paris » of `Europe/Paris`."""
    return NAMED.get(zone, zone.rpartition("/")[2].replace("_", " "))
