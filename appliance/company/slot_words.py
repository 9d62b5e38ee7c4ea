"""What fills the slots of a line's sentences at a moment, and all that ever may. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from appliance.company.hours import calendar_of, hours_of, next_opening
from appliance.company.model import Company, Line
from appliance.company.slots import Slot
from appliance.planning.hours import Period, days_covering, holiday_name, period_at
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.languages import language_of

A_MONDAY = datetime(2026, 1, 5)  # from which the days of a week are told
WEEK = 7


def slot_words(company: Company, line: Line, moment: datetime) -> dict[Slot, str]:
    """What there is to say at an aware moment: no holiday on a usual day, no reopening of an office that answers."""
    hours, language = hours_of(company, line), language_of(line.language)
    here = wall_clock(moment, line.timezone)
    found: dict[Slot, str] = {}
    off = days_covering(hours.days_off, here.date())
    if name := off.name if off is not None else holiday_name(hours, here.date()):
        found[Slot.HOLIDAY] = language.holiday(name)
    if period_at(hours, moment) is not Period.OPEN and (opening := next_opening(company, line, moment)) is not None:
        there = wall_clock(opening, line.timezone)
        found[Slot.REOPENING] = language.reopening(there, (there.date() - here.date()).days)
    return found


def all_slot_words(company: Company, line: Line) -> dict[Slot, list[str]]:
    """What may be said of a line, to be spoken beforehand: a reopening that is further than a week is not among it."""
    return {Slot.HOLIDAY: list(_holidays(company, line)), Slot.REOPENING: list(_reopenings(line))}


def example_words(company: Company, line: Line, moment: datetime) -> dict[Slot, str]:
    """What is said at a moment, or might be: to let somebody hear a sentence whole."""
    usual = {slot: words[0] for slot, words in all_slot_words(company, line).items() if words}
    return usual | slot_words(company, line, moment)


def _holidays(company: Company, line: Line) -> Iterator[str]:
    language, calendar = language_of(line.language), calendar_of(company, line)
    names = [*(calendar.names if calendar else ()), *(one.name for one in (*line.days_off, *company.days_off))]
    yield from dict.fromkeys(map(language.holiday, names))


def _reopenings(line: Line) -> Iterator[str]:
    language = language_of(line.language)
    for day in range(WEEK):
        for start in sorted({window.start for window in line.opening_hours if day in window.days}):
            opening = datetime.combine(A_MONDAY.date() + timedelta(days=day), start)
            yield from (language.reopening(opening, 0), language.reopening(opening, 1))
