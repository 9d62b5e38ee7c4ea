"""A line as its page draws it: its week, its menu as a tree, what `check` says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import assert_never

from appliance.checks import Finding
from appliance.company.hours import readable_hours
from appliance.company.model import (
    Action,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    OpenMenu,
    Repeat,
    Say,
    TakeMessage,
)
from appliance.company.names import line_words, menu_title
from appliance.company.routes import team_behind_offices
from appliance.disclosure import Sight
from appliance.planning.hours import Period, periods
from appliance.planning.wall_clock import midnight, wall_clock
from web.planning.month import hours_text

DAY = timedelta(days=1)
DEEPEST = 4  # menus within menus that are drawn


@dataclass(frozen=True)
class Branch:
    """An action in words, and where the keys of its menu lead."""

    words: str
    announcement: str = ""
    choices: tuple[tuple[str, bool, Branch], ...] = ()  # key, whether it is the default, where it leads
    menu: str | None = None
    unanswered: str = ""  # what follows where an office does not answer


def about(line: Line, found: list[Finding]) -> list[Finding]:
    """Of what `check` says, what concerns this line."""
    return [one for one in found if one.steps[:2] == ("lines", line.id) or line_words(line.name) in one.where]


def week_of(company: Company, line: Line, now: datetime) -> list[tuple[datetime, list[tuple[Period, str]]]]:
    """This week's days from Monday, each with its periods and their hours."""
    today = wall_clock(now, line.timezone).date()
    monday = today - today.weekday() * DAY
    start, end = midnight(monday, line.timezone), midnight(monday + 7 * DAY, line.timezone)
    stretches = periods(readable_hours(company, line), start, end)
    week = []
    for day in (monday + number * DAY for number in range(7)):
        here, there = midnight(day, line.timezone), midnight(day + DAY, line.timezone)
        inside = [(max(a, here), min(b, there), period) for a, b, period in stretches if a < there and here < b]
        week.append(
            (datetime.combine(day, time()), [(period, hours_text(a, b, line.timezone)) for a, b, period in inside])
        )
    return week


def told(line: Line) -> list[tuple[Period, Behaviour]]:
    """What the line does in each period, those that do as after hours told once."""
    usual = line.behaviours[Period.AFTER_HOURS]
    rest = [(period, line.behaviours[period]) for period in Period if period is not Period.AFTER_HOURS]
    return [(Period.AFTER_HOURS, usual), *((period, one) for period, one in rest if one != usual)]


def drawn(seen: Sight, company: Company, line: Line, period: Period) -> Branch | None:
    """What the line does in a period; None where it does then, after another announcement, as after hours."""
    action, usual = line.behaviours[period].action, line.behaviours[Period.AFTER_HOURS].action
    return None if period is not Period.AFTER_HOURS and action == usual else branch(seen, company, line, action)


def branch(seen: Sight, company: Company, line: Line, action: Action, deep: int = 0) -> Branch:
    """An action drawn as a tree; a menu that comes back to itself stops at a depth that nobody would follow."""
    match action:
        case CallTeam():
            team = company.teams.get(action.team)
            return Branch(f"appelle l'équipe {team.name if team else action.team}")
        case Forward():
            return Branch(
                f"transfère au {', '.join(map(seen.told, action.numbers))}",
                unanswered=f"si le bureau ne répond pas : {behind_office(company, line)}",
            )
        case Say():
            return Branch(f"dit « {action.text} », puis reprend le menu")
        case Repeat():
            return Branch("redit le menu")
        case TakeMessage(can_wait):
            return Branch("prend ce qui peut attendre" if can_wait else "prend un message")
        case OpenMenu():
            menu = company.menus.get(action.menu) if deep < DEEPEST else None
            return Branch("menu") if menu is None else menu_branch(seen, company, line, menu, deep)
        case _:
            assert_never(action)


def behind_office(company: Company, line: Line) -> str:
    """Who has the call that an office did not take: « comme pendant l'astreinte, équipe SAV », else a message."""
    team = company.teams.get(team_behind_offices(company, line) or "")
    return f"comme pendant l'astreinte, équipe {team.name}" if team else "l'appelant laisse un message"


def menu_branch(seen: Sight, company: Company, line: Line, menu: Menu, deep: int) -> Branch:
    """A menu and where its keys lead."""
    choices = (
        (key, key == menu.default, branch(seen, company, line, to, deep + 1)) for key, to in menu.choices.items()
    )
    return Branch(f"menu « {menu_title(company, menu)} »", menu.announcement, tuple(choices), menu.id)
