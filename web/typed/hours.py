"""Hours of a day as people write them: « 8h-12h30, 13h30-18h », « 8-12 », « 8h00 à 12h30 et 14h - 18h »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import time
from itertools import combinations

MIDNIGHT = time(0)
Window = tuple[time, time]
NONE = {"", "fermé", "fermée", "ferme", "-", "–", "aucune", "non"}
CLOCK = re.compile(r"([01]?\d|2[0-4])(?:\s?(?:h(?:eures?)?|[:.])\s?([0-5]\d)?)?", re.ASCII)
BETWEEN = re.compile(r"\s*(?:[-‑–—]|\bà\b|\ba\b|\bau\b|→)\s*")
AMONG = re.compile(r"\s*(?:[,;+/\n]|\bet\b|\bpuis\b)\s*")
LEADING = re.compile(r"^(?:de|d'|entre)\s*")
LIKE = re.compile(r"(?:comme|idem|pareil que)\s+(?:le\s+)?(\w+)")
EXAMPLE = "écrivez par exemple 8h-12h30, 13h30-18h"


def read_hours(text: str) -> tuple[Window, ...]:
    """The windows of a day, in the order in which they begin; an end at midnight or before the start is the next day's.

    The same hours twice are kept once. Nothing typed, or « fermé »: none. ValueError, a French sentence.
    """
    plain = " ".join(text.lower().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").split())
    if plain in NONE:
        return ()
    return tuple(sorted({_window(part) for part in AMONG.split(plain) if part}))


def like_which(text: str, days: Sequence[str]) -> int | None:
    """« comme lundi »: the place of that day among `days`, in words; None for anything else. ValueError, in French."""
    found = LIKE.fullmatch(" ".join(text.lower().replace("\u00a0", " ").split()))
    if found is None:
        return None
    named = [place for place, day in enumerate(days) if day.lower() == found[1]]
    if not named:
        raise ValueError(f"« {text} » : « {found[1]} » n'est pas un jour ; écrivez par exemple comme lundi.")
    return named[0]


def _window(part: str) -> Window:
    ends = BETWEEN.split(LEADING.sub("", part.strip()))
    if len(ends) != 2:
        raise ValueError(f"« {part} » n'est pas une plage horaire ; {EXAMPLE}.")
    return _clock(ends[0], part, last=False), _clock(ends[1], part, last=True)


def _clock(text: str, part: str, *, last: bool) -> time:
    text = {"midi": "12h", "minuit": "24h" if last else "0h"}.get(text.strip(), text.strip())
    found = CLOCK.fullmatch(text)
    if found is None or (found[1] == "24" and int(found[2] or 0)):
        said = (text, "une heure") if re.search(r"\d", text) else (part, "une plage horaire")
        raise ValueError("« {} » n'est pas {} ; {}.".format(*said, EXAMPLE))
    if found[1] == "24" and not last:
        raise ValueError(f"« {part} » : une plage ne commence pas à 24 h ; écrivez 0 h, le lendemain.")
    return time(int(found[1]) % 24, int(found[2] or 0))


def hours_shown(windows: Sequence[Window]) -> str:
    """« 8h-12h30, 13h30-18h »: read back as the same windows."""
    return ", ".join(f"{clock_shown(start)}-{clock_shown(end, last=True)}" for start, end in windows)


def clock_shown(clock: time, *, last: bool = False) -> str:
    """« 8h », « 12h30 »; « 24h » for an end at midnight."""
    hour = 24 if last and clock == MIDNIGHT else clock.hour
    return f"{hour}h{clock.minute:02}" if clock.minute else f"{hour}h"


def odd_hours(windows: Sequence[Window]) -> Iterator[str]:
    """What may not be meant, a question each: an end before its start, two windows that overlap."""
    for start, end in windows:
        if end <= start and end != MIDNIGHT:
            yield f"« {hours_shown([(start, end)])} » finit le lendemain"
    for one, other in combinations(windows, 2):
        if _overlap(one, other):
            yield f"« {hours_shown([one])} » et « {hours_shown([other])} » se chevauchent"


def _overlap(one: Window, other: Window) -> bool:
    """Of one day; what goes on the next day is looked at until midnight."""
    return max(one[0], other[0]) < min(_end(one), _end(other))


def _end(window: Window) -> time:
    start, end = window
    return end if start < end else time.max
