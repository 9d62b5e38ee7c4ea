"""Opening hours: which period of a line a moment falls in. Pure: the moment and the zone are parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Period(StrEnum):
    """What a line is doing at a moment."""

    OPEN = "open"
    AFTER_HOURS = "after_hours"
    HOLIDAY = "holiday"
    CLOSURE = "closure"


@dataclass(frozen=True)
class WeeklyWindow:
    """A window of local wall-clock time that begins on each of `days` (Monday is 0).

    `end <= start` means that it ends the next day: 00:00-24:00 is start and end at midnight.
    """

    days: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True)
class Closure:
    """Days on which the company is closed, `first` and `last` included."""

    first: date
    last: date
    name: str
