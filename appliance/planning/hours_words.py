"""The hours of a week as people say them: « du lundi au jeudi, 8 h – 12 h 30 et 13 h 30 – 18 h ». Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import time

from appliance.folding import listed
from appliance.planning.hours import WeeklyWindow
from appliance.planning.moments import DAYS

EVERY_DAY = "tous les jours"
MIDNIGHT = time(0)


def week_words(windows: Iterable[WeeklyWindow]) -> str:
    """« du lundi au jeudi, 8 h – 12 h 30 et 13 h 30 – 18 h ; vendredi, 8 h – 12 h »: each day said once."""
    of_day: dict[int, list[tuple[time, time]]] = {}
    for window in windows:
        for day in window.days:
            of_day.setdefault(day, []).append((window.start, window.end))
    days_by_hours: dict[tuple[tuple[time, time], ...], list[int]] = {}
    for day in sorted(of_day):
        days_by_hours.setdefault(tuple(sorted(set(of_day[day]))), []).append(day)
    return " ; ".join(
        f"{days_words(days)}, {listed(span_words(*one) for one in hours)}" for hours, days in days_by_hours.items()
    )


def window_words(window: WeeklyWindow) -> str:
    """« du lundi au vendredi, de 18 h à 9 h », « tous les jours, toute la journée »."""
    start, end = window.start, window.end
    all_day = start == end == MIDNIGHT
    hours = span_words(start, end) if all_day else f"de {clock_words(start)} à {end_clock_words(end)}"
    return f"{days_words(window.days)}, {hours}"


def days_words(chosen: Collection[int]) -> str:
    """« du lundi au jeudi », « samedi et dimanche », « tous les jours ». Monday is 0."""
    if len(chosen) == len(DAYS):
        return EVERY_DAY
    runs: list[list[int]] = []
    for day in sorted(chosen):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts: list[str] = []
    for run in runs:
        parts += [f"du {DAYS[run[0]]} au {DAYS[run[-1]]}"] if len(run) > 2 else [DAYS[day] for day in run]
    return listed(parts)


def span_words(start: time, end: time) -> str:
    """« 8 h – 12 h 30 », « 18 h – 24 h », « toute la journée »."""
    if start == end == MIDNIGHT:
        return "toute la journée"
    return f"{clock_words(start)} – {end_clock_words(end)}"


def end_clock_words(end: time) -> str:
    """« 8 h », « 24 h » for an end at midnight."""
    return "24 h" if end == MIDNIGHT else clock_words(end)


def clock_words(clock: time) -> str:
    """« 8 h », « 12 h 30 »."""
    return f"{clock.hour} h {clock.minute:02}" if clock.minute else f"{clock.hour} h"
