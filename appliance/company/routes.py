"""Where a call may lead: every end that the keys of a line's menus reach. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.company.model import Action, CallTeam, Company, Forward, Line, Menu, OpenMenu, Repeat, Say
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
    if not isinstance(action, OpenMenu):
        yield Route(keys, action)
    elif action.menu in company.menus and action.menu not in opened:
        for key, choice in default_first(company.menus[action.menu]):
            yield from _routes(company, choice, (*keys, key), (*opened, action.menu))


def default_first(menu: Menu) -> list[tuple[str, Action]]:
    """The choices of a menu, in its order but for the default, which comes first."""
    return sorted(menu.choices.items(), key=lambda choice: choice[0] != menu.default)


def team_behind(company: Company, action: Action) -> str | None:
    """The team that an action leads to: through menus, by their default choices, else by the first that calls one."""
    teams = (route.action.team for route in routes(company, action) if isinstance(route.action, CallTeam))
    return next(teams, None)


def team_behind_offices(company: Company, line: Line) -> str | None:
    """The team hunted for when an office does not answer: the one that the after-hours behaviour leads to, if any."""
    return team_behind(company, line.behaviours[Period.AFTER_HOURS].action)


def teams_reached(company: Company, line: Line, action: Action) -> list[TeamReached]:
    """The teams that a call may be offered to, each by its first way; last, the one behind an office that is silent."""
    found: dict[str, TeamReached] = {}
    ends = [route for route in routes(company, action) if not isinstance(route.action, Say | Repeat)]
    for route in ends:
        if isinstance(route.action, CallTeam):
            found.setdefault(route.action.team, TeamReached(route.action.team, route.keys))
    office = next((route for route in ends if isinstance(route.action, Forward)), None)
    behind = team_behind_offices(company, line) if office else None
    if office and behind is not None:
        found.setdefault(behind, TeamReached(behind, office.keys, unanswered_office=True))
    return [reached for reached in found.values() if reached.team in company.teams]
