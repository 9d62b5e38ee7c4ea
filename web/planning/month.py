"""A month as it is drawn, of a team or of all those of a line: days, who is on call, holes, holidays, closures."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from appliance.checks.presence import called_teams
from appliance.company.hours import calendar_of, hours_of
from appliance.company.model import Company, Line
from appliance.company.routes import teams_reached
from appliance.planning.coverage import common, gaps, joined
from appliance.planning.hours import days_covering
from appliance.planning.moments import MONTHS
from appliance.planning.publication import planned_shifts
from appliance.planning.spans import Interval, merged
from appliance.planning.wall_clock import midnight, wall_clock
from web.planning.scale import DAY


@dataclass(frozen=True)
class Piece:
    """A stretch of one day: an agent of a team on call at a level, or nobody (None). `start`, `end`: aware, UTC."""

    team: str
    agent: str | None
    level: int
    start: datetime
    end: datetime
    hours: str


@dataclass(frozen=True)
class Day:
    """One day of the calendar. `tags`: holidays and closures; `inside`: whether it is of the month shown."""

    date: date
    inside: bool
    tags: tuple[str, ...]
    pieces: tuple[Piece, ...]


def days_shown(year: int, month: int) -> list[date]:
    """Whole weeks, from a Monday to a Sunday, that hold the month."""
    return list(chain.from_iterable(calendar.Calendar().monthdatescalendar(year, month)))


def days_of(
    company: Company, teams: Sequence[str], lines: Sequence[Line], days: list[date], month: int | None = None
) -> list[Day]:
    """These days, in order and without a break; holes in the hours in which one of the lines calls the team.

    `month`: the one that they are shown for.
    """
    zone = company.teams[teams[0]].plan.timezone
    start, end = midnight(days[0], zone), midnight(days[-1] + DAY, zone)
    plans = {team: company.teams[team].plan for team in teams}
    shifts = [(one.team, one.agent, one.level, one.start, one.end) for one in planned_shifts(plans, start, end)]
    holes = [
        (team, None, 0, *hole)
        for team, plan in plans.items()
        for hole in common(gaps(plan, start, end), called_together(company, lines, team, start, end))
    ]
    found = []
    for day in days:
        here, there = midnight(day, zone), midnight(day + DAY, zone)
        pieces = [
            Piece(team, agent, level, max(a, here), min(b, there), hours_text(max(a, here), min(b, there), zone))
            for team, agent, level, a, b in (*shifts, *holes)
            if a < there and here < b
        ]
        pieces.sort(key=lambda piece: (piece.start, piece.level))
        found.append(Day(day, month is None or day.month == month, tags_of(company, lines, day), tuple(pieces)))
    return found


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


def tags_of(company: Company, lines: Iterable[Line], day: date) -> tuple[str, ...]:
    """The names of holidays, days off and closures, each once, the company's and those of the team's lines."""
    tags: dict[str, None] = {}
    for line in lines:
        hours, holidays = hours_of(company, line), calendar_of(company, line)
        if holidays and (name := holidays.name_of(day)):
            tags[name] = None
        for named in (days_covering(hours.closures, day), days_covering(hours.days_off, day)):
            if named is not None:
                tags[named.name or "fermeture"] = None
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
