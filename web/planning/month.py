"""The days of a month, what makes them no usual ones, and when the lines call a team."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from appliance.checks.presence import called_teams
from appliance.company.hours import calendar_of, hours_of
from appliance.company.model import Company, Line
from appliance.company.routes import teams_reached
from appliance.planning.coverage import joined
from appliance.planning.hours import days_covering
from appliance.planning.moments import MONTHS
from appliance.planning.spans import Interval, merged
from appliance.planning.wall_clock import wall_clock
from web.planning.scale import DAY


@dataclass(frozen=True)
class Tag:
    """Why a day is no usual one: `kind` is `holiday` or `closure`."""

    name: str
    kind: str


def days_shown(year: int, month: int) -> list[date]:
    """Whole weeks, from a Monday to a Sunday, that hold the month."""
    return list(chain.from_iterable(calendar.Calendar().monthdatescalendar(year, month)))


def called_together(
    company: Company, lines: Iterable[Line], team: str, start: datetime, end: datetime
) -> list[Interval]:
    """When one of the lines calls the team: outside these hours nobody is missed."""
    each = (called_teams(company, line, start, end).get(team, []) for line in lines)
    return joined(merged(chain.from_iterable(each)))


def calling(company: Company, team: str) -> list[Line]:
    """The lines that may ever call a team, whatever the hour and the keys."""
    return [line for line in company.lines.values() if team in teams_of_line(company, line)]


def teams_of_line(company: Company, line: Line) -> list[str]:
    """The teams that a line may call, but for one that only stands behind a silent office."""
    found = chain.from_iterable(teams_reached(company, line, one.action) for one in line.behaviours.values())
    return list(dict.fromkeys(one.team for one in found if not one.unanswered_office))


def tags_of(company: Company, lines: Iterable[Line], day: date) -> tuple[Tag, ...]:
    """The holidays, days off and closures, each once, the company's and those of the team's lines."""
    tags: dict[Tag, None] = {}
    for line in lines:
        hours, holidays = hours_of(company, line), calendar_of(company, line)
        if holidays and (name := holidays.name_of(day)):
            tags[Tag(name, "holiday")] = None
        for kind, days in (("closure", hours.closures), ("holiday", hours.days_off)):
            if (named := days_covering(days, day)) is not None:
                tags[Tag(named.name or "fermeture", kind)] = None
    return tuple(tags)


def hours_text(start: datetime, end: datetime, zone: str) -> str:
    """« 18 h → 9 h », « toute la journée »."""
    first, last = wall_clock(start, zone), wall_clock(end, zone)
    if first.time() == last.time() == time() and last.date() == first.date() + DAY:
        return "toute la journée"
    return f"{short_clock(first)} → {'24 h' if last.time() == time() else short_clock(last)}"


def short_clock(reading: datetime) -> str:
    return f"{reading.hour} h" + (f" {reading.minute:02}" if reading.minute else "")


def month_words(year: int, month: int) -> str:
    """« décembre 2026 »."""
    return f"{MONTHS[month - 1]} {year}"


def month_asked(text: str, today: date) -> tuple[int, int]:
    """`2026-12`, else the month of today."""
    try:
        found = datetime.strptime(text, "%Y-%m")
    except ValueError:
        return today.year, today.month
    return (found.year, found.month) if 2000 <= found.year < 2100 else (today.year, today.month)


def neighbours(year: int, month: int) -> tuple[str, str]:
    """The month before and the month after, as `2026-11`."""
    first = date(year, month, 1)
    return f"{first - DAY:%Y-%m}", f"{first + timedelta(days=32):%Y-%m}"
