"""All that decides which period a line is in: what the company says, and what the line says of its own. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from appliance.company.model import NO_HOLIDAYS, Company, Line
from appliance.planning.holidays import HolidayCalendar, calendar
from appliance.planning.hours import LineHours, Period, WeeklyWindow, lasting, periods
from appliance.planning.wall_clock import instants, wall_clock

SEARCHED = (8, 62)  # days to come, the near ones first
MORNING = time(8)


def hours_of(company: Company, line: Line) -> LineHours:
    """The hours of a line, the company's days off and closures among its own. ValueError for an unknown calendar."""
    return LineHours(
        timezone=line.timezone,
        opening_hours=line.opening_hours,
        closures=(*line.closures, *company.closures),
        days_off=(*line.days_off, *company.days_off),
        holidays=calendar_of(company, line),
        forced=line.forced,
        around_the_clock=line.around_the_clock,
    )


def readable_hours(company: Company, line: Line) -> LineHours:
    """The same as a page draws them: what is forced to the minute, and nothing that lasts less. ValueError."""
    return replace(hours_of(company, line), forced=lasting(line.forced))


def calendar_of(company: Company, line: Line) -> HolidayCalendar | None:
    """The public holidays that a line keeps: its own calendar, else the company's. ValueError for an unknown one."""
    code = line.holidays or company.holidays or NO_HOLIDAYS
    return None if code == NO_HOLIDAYS else calendar(code)


def opening_after(company: Company, line: Line, moment: datetime) -> datetime:
    """When the line is next open, from this aware moment on: now if it is.

    One that does not open within two months is looked after on the next morning, at eight on its clock.
    """
    if (found := next_opening(company, line, moment)) is not None:
        return found
    here = wall_clock(moment, line.timezone)
    day = here.date() + timedelta(days=here.time() >= MORNING)
    return min(instants(datetime.combine(day, MORNING), line.timezone))


def next_opening(company: Company, line: Line, moment: datetime) -> datetime | None:
    """The same, from this aware moment on, within two months; None: it opens at no moment of them."""
    hours = hours_of(company, line)
    for days in SEARCHED:
        for start, _, period in periods(hours, moment, moment + timedelta(days=days)):
            if period is Period.OPEN:
                return start
    return None


def in_week_order(windows: Iterable[WeeklyWindow]) -> tuple[WeeklyWindow, ...]:
    """In order of days and hours, whatever the order in which they were given; each once."""
    return tuple(sorted(set(windows), key=lambda window: (sorted(window.days), window.start, window.end)))
