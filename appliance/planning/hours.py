"""Opening hours: which period of a line a moment falls in. Pure: the moment and the zone are parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import pairwise

from appliance.planning.holidays import HolidayCalendar
from appliance.planning.wall_clock import boundaries, wall_clock


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


def period_at(
    hours: Sequence[WeeklyWindow],
    closures: Sequence[Closure],
    holidays: HolidayCalendar | None,
    moment: datetime,
    timezone: str,
) -> Period:
    """The period of a line at an aware moment: closure beats holiday, which beats open, which beats after hours."""
    reading = wall_clock(moment, timezone)
    if any(closure.first <= reading.date() <= closure.last for closure in closures):
        return Period.CLOSURE
    if holidays is not None and holidays.name_of(reading.date()) is not None:
        return Period.HOLIDAY
    if any(covers(window, reading) for window in hours):
        return Period.OPEN
    return Period.AFTER_HOURS


def covers(window: WeeklyWindow, reading: datetime) -> bool:
    """Whether the wall clock, read naive, is in the window: its start included, its end excluded."""
    today, clock = reading.weekday(), reading.time()
    if window.start < window.end:
        return today in window.days and window.start <= clock < window.end
    yesterday = (today - 1) % 7
    return (today in window.days and clock >= window.start) or (yesterday in window.days and clock < window.end)


def periods(
    hours: Sequence[WeeklyWindow],
    closures: Sequence[Closure],
    holidays: HolidayCalendar | None,
    start: datetime,
    end: datetime,
    timezone: str,
) -> list[tuple[datetime, datetime, Period]]:
    """[start, end) cut (UTC) into the longest stretches of one period."""
    clocks = {time(0)} | {clock for window in hours for clock in (window.start, window.end)}
    cuts = sorted({start.astimezone(UTC), *boundaries(start, end, timezone, clocks)})
    stretches: list[tuple[datetime, datetime, Period]] = []
    for here, there in pairwise([*cuts, end.astimezone(UTC)]):
        period = period_at(hours, closures, holidays, here, timezone)
        if stretches and stretches[-1][2] is period:
            stretches[-1] = (stretches[-1][0], there, period)
        elif here < there:
            stretches.append((here, there, period))
    return stretches
