"""What an agent hears who takes a duty, as it is spoken. In French. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.planning.wall_clock import wall_clock
from appliance.prompts.french.reading import spoken_time
from appliance.prompts.language import plain_words

NOON, EVENING = 12, 18  # hours


def duty_question(line: str, at: datetime, now: datetime, timezone: str) -> str:
    """« Astreinte, Ascenseurs Vidal. Vous prenez l'astreinte ce soir à 18 heures. Tapez 1 pour confirmer… »."""
    takes = "Vous prenez l'astreinte" if at > now else "Vous êtes d'astreinte depuis"
    when = coming_moment(at, now, timezone) if at > now else spoken_time(wall_clock(at, timezone).time())
    keys = "Tapez 1 pour confirmer ; si vous ne pouvez pas, tapez 2."
    return f"Astreinte, {plain_words(line)}. {takes} {when}. {keys}"


def coming_moment(at: datetime, now: datetime, timezone: str) -> str:
    """« ce soir à 18 heures », « cette nuit à minuit », « demain à 8 heures 30 »: within a day."""
    reading, today = wall_clock(at, timezone), wall_clock(now, timezone)
    clock = spoken_time(reading.time())
    if reading.date() != today.date():
        return f"cette nuit à {clock}" if reading.hour < 6 and today.hour >= NOON else f"demain à {clock}"
    if reading.hour < 6:
        return f"cette nuit à {clock}"
    if reading.hour < NOON:
        return f"ce matin à {clock}"
    return f"ce soir à {clock}" if reading.hour >= EVENING else f"aujourd'hui à {clock}"
