"""Where a call may lead: every end that the keys of a line's menus reach. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.company.actions import comes_back, named_by
from appliance.company.model import Action, Company, Line, Menu
from appliance.planning.hours import Period


@dataclass(frozen=True)
class Route:
    """One way through the menus, key by key, and what is at its end: never an `OpenMenu`."""

    keys: tuple[str, ...]
    action: Action


@dataclass(frozen=True)
class TeamReached:
    """A team that a call may be offered to. `unanswered_office`: only when a forward has failed."""

    team: str
    keys: tuple[str, ...]
    unanswered_office: bool = False


def routes(company: Company, action: Action) -> Iterator[Route]:
    """Every way from this action, the default key of each menu first. A loop is followed once round."""
    yield from _routes(company, action, (), ())


def _routes(company: Company, action: Action, keys: tuple[str, ...], opened: tuple[str, ...]) -> Iterator[Route]:
    menu = named_by(action).menu
    if menu is None:
        yield Route(keys, action)
    elif menu in company.menus and menu not in opened:
        for key, choice in default_first(company.menus[menu]):
            yield from _routes(company, choice, (*keys, key), (*opened, menu))


def default_first(menu: Menu) -> list[tuple[str, Action]]:
    """The choices of a menu, in its order but for the default, which comes first."""
    return sorted(menu.choices.items(), key=lambda choice: choice[0] != menu.default)


def team_behind(company: Company, action: Action) -> str | None:
    """The team that an action leads to: through menus, by their default choices, else by the first that calls one."""
    teams = (named_by(route.action).team for route in routes(company, action))
    return next((team for team in teams if team is not None), None)


def team_behind_offices(company: Company, line: Line) -> str | None:
    """The team hunted for when an office does not answer: the one that the after-hours behaviour leads to, if any."""
    return team_behind(company, line.behaviours[Period.AFTER_HOURS].action)


def teams_reached(company: Company, line: Line, action: Action) -> list[TeamReached]:
    """The teams that a call may be offered to, each by its first way; last, the one behind an office that is silent."""
    found: dict[str, TeamReached] = {}
    ends = [route for route in routes(company, action) if not comes_back(route.action)]
    for route in ends:
        if (team := named_by(route.action).team) is not None:
            found.setdefault(team, TeamReached(team, route.keys))
    office = next((route for route in ends if named_by(route.action).offices), None)
    behind = team_behind_offices(company, line) if office else None
    if office and behind is not None:
        found.setdefault(behind, TeamReached(behind, office.keys, unanswered_office=True))
    return [reached for reached in found.values() if reached.team in company.teams]
