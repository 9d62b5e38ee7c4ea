"""Days of the week and windows, written in a line of text. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time
from functools import lru_cache

from appliance.planning.hours import WeeklyWindow

IN_FRENCH = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
IN_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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


@lru_cache(maxsize=1024)  # a planning of forty shifts asks for the same ones a thousand times a week
def in_french(window: WeeklyWindow) -> str:
    """`lun-ven 18:00-09:00`, as the page and the reasons of the rota say it."""
    days = "tous les jours" if len(window.days) == 7 else day_ranges(window.days, IN_FRENCH)
    return f"{days} {hours_text(window.start, window.end)}"
