"""Lengths of time as people write them: « 1h30 », « 90 min », « 1:30 », « 1,5 h »."""

from __future__ import annotations

import re
from datetime import timedelta

HOURS_AND_MINUTES = re.compile(r"(\d{1,3}) ?(?:h(?:eures?)?|:) ?(?:(\d{1,3}) ?(?:m|mn|min|minutes?)?)?", re.ASCII)
MINUTES = re.compile(r"(\d{1,4}) ?(?:m|mn|min|minutes?)", re.ASCII)
PARTS_OF_HOURS = re.compile(r"(\d{1,3})[.,](\d{1,2}) ?h(?:eures?)?", re.ASCII)
EXAMPLE = "écrivez par exemple 45 min ou 1h30"


def read_duration(text: str) -> timedelta:
    """Whole minutes. ValueError, a French sentence, for what is none or leaves a doubt: « 1h75 », « 90 »."""
    plain = " ".join(text.lower().replace("\u00a0", " ").replace("\u202f", " ").split())
    if found := MINUTES.fullmatch(plain):
        return timedelta(minutes=int(found[1]))
    if found := PARTS_OF_HOURS.fullmatch(plain):
        return timedelta(minutes=round(float(f"{found[1]}.{found[2]}") * 60))
    if found := HOURS_AND_MINUTES.fullmatch(plain):
        hours, minutes = int(found[1]), int(found[2] or 0)
        if minutes > 59:
            there = timedelta(hours=hours, minutes=minutes)
            raise ValueError(
                f"« {text} » : il n'y a que 60 minutes dans une heure ; écrivez {duration_shown(there)} si c'est cela."
            )
        if ":" in plain and not found[2]:
            raise ValueError(f"« {text} » n'est pas une durée ; {EXAMPLE}.")
        return timedelta(hours=hours, minutes=minutes)
    if plain.isdecimal() and len(plain) < 5:
        raise ValueError(f"« {text} » : des heures ou des minutes ? Écrivez {plain} min, ou {plain} h.")
    raise ValueError(f"« {text} » n'est pas une durée ; {EXAMPLE}.")


def duration_shown(length: timedelta) -> str:
    """« 45 min », « 1h30 », « 2h »: read back as the same length; whole minutes."""
    hours, minutes = divmod(round(length.total_seconds()) // 60, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours}h{minutes:02}" if minutes else f"{hours}h"
