"""Days of the week and windows, written in a line of text, and read again. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import time

from appliance.planning.hours import WeeklyWindow

IN_FRENCH = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
IN_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
EVERY_DAY_WORDS = "tous les jours"
WHOLE_DAY = "toute la journée"
WINDOW = re.compile(r"(?P<days>.*?)\s*(?P<start>\d{1,2}(?:[:h]\d{2})?h?)\s*[-–à]\s*(?P<end>\d{1,2}(?:[:h]\d{2})?h?)")


def day_ranges(chosen: Collection[int], names: Sequence[str]) -> str:
    """`mon-wed, fri` for {0, 1, 2, 4}, in the language of `names`."""
    runs: list[list[int]] = []
    for day in sorted(chosen):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}" for run in runs)


def hours_text(start: time, end: time) -> str:
    """`18:00-09:00`; an end at midnight is written 24:00."""
    return f"{start:%H:%M}-{'24:00' if end == time(0) else f'{end:%H:%M}'}"


def in_french(window: WeeklyWindow) -> str:
    """`lun-ven 18:00-09:00`, `sam-dim, toute la journée`, as a form and the differences of a company say it."""
    days = EVERY_DAY_WORDS if len(window.days) == 7 else day_ranges(window.days, IN_FRENCH)
    whole = window.start == window.end == time(0)
    return f"{days}, {WHOLE_DAY}" if whole else f"{days} {hours_text(window.start, window.end)}"


def read_window(text: str) -> WeeklyWindow:
    """`lun-ven 18:00-09:00`, `sam, dim 0h-24h`, `sam toute la journée`, `8:00-12:00` (every day).

    ValueError, a French sentence.
    """
    found = WINDOW.fullmatch(" ".join(text.lower().split()).replace(WHOLE_DAY, "0h-24h"))
    if found is None:
        raise ValueError(f"« {text} » n'est pas une plage ; écrivez par exemple lun-ven 18:00-09:00.")
    days = found["days"].rstrip(" :,")
    chosen = EVERY_DAY if days in ("", EVERY_DAY_WORDS) else frozenset().union(*map(_days, days.split(",")))
    start, end = _clock(found["start"], text), _clock(found["end"], text)
    if start == time(0) and found["start"].startswith("24"):
        raise ValueError(f"« {text} » : une plage ne commence pas à 24:00 ; écrivez 00:00, le lendemain.")
    return WeeklyWindow(chosen, start, end)


def _days(text: str) -> frozenset[int]:
    first, dash, last = (part.strip()[:3] for part in text.partition("-"))
    if first not in IN_FRENCH or (dash and last not in IN_FRENCH):
        raise ValueError(f"« {text.strip()} » n'est pas un jour ; écrivez {', '.join(IN_FRENCH)} ou lun-ven.")
    start = IN_FRENCH.index(first)
    length = (IN_FRENCH.index(last) - start) % 7 if dash else 0
    return frozenset((start + step) % 7 for step in range(length + 1))


def _clock(text: str, whole: str) -> time:
    hour, _, minute = text.rstrip("h").replace("h", ":").partition(":")
    if int(hour) > 24 or int(minute or 0) > 59 or (int(hour) == 24 and int(minute or 0)):
        raise ValueError(f"« {whole} » : {text} n'est pas une heure ; écrivez par exemple 18:00.")
    return time(int(hour) % 24, int(minute or 0))
