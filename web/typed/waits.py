"""Waiting times as people write them: « 2 min », « 120 s », « 1 min 30 », « 1h30 », « 2,5 min »."""

from __future__ import annotations

import re

SECONDS = re.compile(r"(\d{1,5}) ?(?:s|sec|secondes?)", re.ASCII)
MINUTES = re.compile(r"(\d{1,4}) ?(?:m|mn|min|minutes?)(?: ?([0-5]?\d) ?(?:s|sec|secondes?)?)?", re.ASCII)
PARTS_OF_MINUTES = re.compile(r"(\d{1,4})[.,](\d) ?(?:m|mn|min|minutes?)", re.ASCII)
HOURS = re.compile(r"(\d{1,2}) ?h(?:eures?)?(?: ?([0-5]?\d) ?(?:m|mn|min|minutes?)?)?", re.ASCII)
BARE = re.compile(r"\d{1,5}", re.ASCII)
A_MINUTE, AN_HOUR = 60, 3600
FEWEST_SECONDS = 10  # below, a number alone is as likely to be of minutes
EXAMPLE = "écrivez par exemple 45 s, 2 min ou 1 min 30"


def read_wait(text: str, unit: int) -> int:
    """In seconds. `unit`: of a number alone, A_MINUTE or a second. ValueError, a French sentence, for what is none."""
    plain = " ".join(text.lower().replace("\u00a0", " ").replace("\u202f", " ").split())
    if BARE.fullmatch(plain):
        number = int(plain)
        if unit != A_MINUTE and 0 < number < FEWEST_SECONDS:
            raise ValueError(f"« {plain} » : des secondes ou des minutes ? Écrivez {plain} s, ou {plain} min.")
        return number * unit
    if found := SECONDS.fullmatch(plain):
        return int(found[1])
    if found := MINUTES.fullmatch(plain):
        return int(found[1]) * A_MINUTE + int(found[2] or 0)
    if found := PARTS_OF_MINUTES.fullmatch(plain):
        return int(found[1]) * A_MINUTE + int(found[2]) * A_MINUTE // 10
    if found := HOURS.fullmatch(plain):
        return int(found[1]) * AN_HOUR + int(found[2] or 0) * A_MINUTE
    raise ValueError(f"« {text[:40]} » n'est pas une durée ; {EXAMPLE}.")


def wait_shown(seconds: int) -> str:
    """« 45 s », « 2 min », « 1 min 30 », « 1h30 »: read back as the same time; « 0 »."""
    minutes, rest = divmod(seconds, A_MINUTE)
    if not minutes:
        return f"{rest} s" if rest else "0"
    hours, left = divmod(minutes, A_MINUTE)
    if hours and not rest:
        return f"{hours}h{left:02}" if left else f"{hours}h"
    return f"{minutes} min {rest:02}" if rest else f"{minutes} min"
