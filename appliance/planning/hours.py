"""Opening hours: which period of a line a moment falls in. Pure: the moment and the zone are parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum

from msgspec import Struct

from appliance.planning.holidays import HolidayCalendar
from appliance.planning.spans import longest, walk
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


class DatedDays(Struct, frozen=True, tag_field="days", tag="dated"):
    """Days of one year, `first` and `last` included: a closure, a day off."""

    first: date
    last: date
    name: str

    def cover(self, day: date) -> bool:
        """Whether this local day is one of them."""
        return self.first <= day <= self.last


class YearlyDays(Struct, frozen=True, tag_field="days", tag="yearly"):
    """The same days every year, as (month, day), both included; `last` before `first` goes over the new year."""

    first: tuple[int, int]
    last: tuple[int, int]
    name: str

    def cover(self, day: date) -> bool:
        """Whether this local day is one of them, whatever the year."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


NamedDays = DatedDays | YearlyDays


@dataclass(frozen=True)
class ForcedPeriod:
    """A period that somebody imposes on a line from `start` to `end` (aware, `end` excluded): it beats all."""

    period: Period
    start: datetime
    end: datetime


@dataclass(frozen=True)
class LineHours:
    """All that decides which period a line is in. `days_off`: the company's own holidays, and its bridges.

    `around_the_clock`: after hours always, unless another period is forced.
    """

    timezone: str
    opening_hours: tuple[WeeklyWindow, ...] = ()
    closures: tuple[NamedDays, ...] = ()
    days_off: tuple[NamedDays, ...] = ()
    holidays: HolidayCalendar | None = None
    forced: tuple[ForcedPeriod, ...] = ()
    around_the_clock: bool = False


def period_at(hours: LineHours, moment: datetime) -> Period:
    """The period of a line at an aware moment.

    What is forced beats closures, which beat days off and holidays, which beat opening hours, which beat after hours.
    """
    reading = wall_clock(moment, hours.timezone)
    if (forced := forced_at(hours.forced, moment)) is not None:
        return forced.period
    if hours.around_the_clock:
        return Period.AFTER_HOURS
    if days_covering(hours.closures, reading.date()):
        return Period.CLOSURE
    if days_covering(hours.days_off, reading.date()) or holiday_name(hours, reading.date()):
        return Period.HOLIDAY
    if any(covers(window, reading) for window in hours.opening_hours):
        return Period.OPEN
    return Period.AFTER_HOURS


def lasting(forced: tuple[ForcedPeriod, ...]) -> tuple[ForcedPeriod, ...]:
    """What is forced to the minute, as it is read; what began and ended within one is nothing."""
    whole = (replace(one, start=_minute(one.start), end=_minute(one.end)) for one in forced)
    return tuple(one for one in whole if one.start < one.end)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def forced_at(forced: tuple[ForcedPeriod, ...], moment: datetime) -> ForcedPeriod | None:
    """What is forced at an aware moment: of two that overlap, the one written last."""
    return next((one for one in reversed(forced) if one.start <= moment < one.end), None)


def days_covering(days: tuple[NamedDays, ...], day: date) -> NamedDays | None:
    """The first of these closures or days off that a local day belongs to."""
    return next((one for one in days if one.cover(day)), None)


def holiday_name(hours: LineHours, day: date) -> str | None:
    """The public holiday that a local day is, if the line keeps any."""
    return None if hours.holidays is None else hours.holidays.name_of(day)


def covers(window: WeeklyWindow, reading: datetime) -> bool:
    """Whether the wall clock, read naive, is in the window: its start included, its end excluded."""
    return covers_on(window, reading.weekday(), reading.time())


def covers_on(window: WeeklyWindow, today: int, clock: time) -> bool:
    """The same, of a day of the week and an hour: for whoever asks it of many windows."""
    if window.start < window.end:
        return today in window.days and window.start <= clock < window.end
    yesterday = (today - 1) % 7
    return (today in window.days and clock >= window.start) or (yesterday in window.days and clock < window.end)


def periods(hours: LineHours, start: datetime, end: datetime) -> list[tuple[datetime, datetime, Period]]:
    """[start, end) cut (UTC) into the longest stretches of one period."""
    clocks = {time(0)} | {clock for window in hours.opening_hours for clock in (window.start, window.end)}
    edges = {edge.astimezone(UTC) for one in hours.forced for edge in (one.start, one.end) if start <= edge < end}
    cuts = {start.astimezone(UTC), *boundaries(start, end, hours.timezone, clocks), *edges}
    return longest((here, there, period_at(hours, here)) for here, there in walk(cuts, end))
