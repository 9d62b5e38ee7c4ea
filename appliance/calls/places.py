"""Who holds each place that a line would ring, until when, and who comes next: as a dashboard says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.calls.duty import Duty, TeamOnDuty
from appliance.company.actions import comes_back, named_by
from appliance.company.hours import hours_of
from appliance.company.key_purposes import key_purposes
from appliance.company.model import Action, Company, Line
from appliance.company.names import agent_names
from appliance.company.routes import Route, routes
from appliance.planning.hours import Period, periods
from appliance.planning.rota import Stretch, windows

AHEAD = timedelta(days=16)  # beyond, nobody asks who comes next


@dataclass(frozen=True)
class Next:
    """Who holds a place at its next change. `same_level`: else those of other levels, who are rung without it."""

    names: tuple[str, ...]
    same_level: bool = True


@dataclass(frozen=True)
class Holder:
    """Somebody on call. `until` (UTC): when they are no more at this level; None: not within `AHEAD`."""

    agent: str
    name: str
    level: int
    reason: str
    until: datetime | None
    then: Next | None


@dataclass(frozen=True)
class Key:
    """Keys to type one after the other, and what the menu says they are for, if it can be read of it."""

    keys: tuple[str, ...]
    purpose: str = ""


@dataclass(frozen=True)
class Place:
    """A team that a call may be offered to now. `keys`: none on a line without a menu."""

    team: TeamOnDuty
    keys: tuple[Key, ...]
    holders: tuple[Holder, ...]


@dataclass(frozen=True)
class LineNow:
    """A line at a moment. `until`: the end of its period, None if not within `AHEAD`; `then`: the one that follows.

    `others`: what the other keys of its menu do, but for those that speak and come back to it.
    """

    duty: Duty
    until: datetime | None
    then: Period | None
    places: tuple[Place, ...]
    others: tuple[tuple[Key, Action], ...]


Windows = Callable[[str], list[Stretch]]


def line_now(company: Company, now: Duty, seen: Windows) -> LineNow:
    """What is told of a line. `seen`: the planning of a team from this moment on, see `windows_from`."""
    line, names = now.line, agent_names(company)
    purposes = key_purposes(company)
    found = [route for route in routes(company, now.action) if not comes_back(route.action)]
    places = [
        Place(
            team,
            tuple(keyed(route, now.action, purposes) for route in found if leads_to(route, team) and route.keys),
            tuple(holders(team, seen(team.team.id), names)),
        )
        for team in now.teams
    ]
    others = [
        (keyed(route, now.action, purposes), route.action)
        for route in found
        if route.keys and named_by(route.action).team is None
    ]
    until, then = next_period(company, line, now.moment)
    return LineNow(now, until, then, tuple(places), tuple(others))


def windows_from(company: Company, moment: datetime) -> Windows:
    """The plannings from a moment on, each read once however many lines call its team."""
    read: dict[str, list[Stretch]] = {}

    def of(team: str) -> list[Stretch]:
        if team not in read:
            read[team] = windows(company.teams[team].plan, moment, moment + AHEAD)
        return read[team]

    return of


def leads_to(route: Route, team: TeamOnDuty) -> bool:
    return named_by(route.action).team == team.team.id


def keyed(route: Route, first: Action, purposes: Mapping[tuple[str, str], str]) -> Key:
    """The keys of a way, and what the last menu that it goes through says of the last of them, where it has but one."""
    menu = named_by(first).menu
    if len(route.keys) != 1 or menu is None:
        return Key(route.keys)
    return Key(route.keys, purposes.get((menu, route.keys[0]), ""))


def holders(team: TeamOnDuty, stretches: list[Stretch], names: Mapping[str, str]) -> list[Holder]:
    """Each agent of the team now, in the order in which they ring."""
    found = []
    for one in team.agents:
        gone = next(
            (
                each
                for each in stretches
                if not any((who.agent, who.level) == (one.agent, one.level) for who in each[2])
            ),
            None,
        )
        then = None if gone is None else followers(gone, stretches[0], one.level, names)
        found.append(Holder(one.agent, one.name, one.level, one.reason, gone[0] if gone else None, then))
    return found


def followers(then: Stretch, now: Stretch, level: int, names: Mapping[str, str]) -> Next:
    """Who holds a level at a change: those who come, else those who stay, else whoever is left at other levels."""
    before = {who.agent for who in now[2] if who.level == level}
    there = [who.agent for who in then[2] if who.level == level]
    found = [agent for agent in there if agent not in before] or there
    same_level = bool(found) or not then[2]
    found = found or [who.agent for who in then[2]]
    return Next(tuple(names.get(agent, agent) for agent in found), same_level)


def next_period(company: Company, line: Line, moment: datetime) -> tuple[datetime | None, Period | None]:
    """When the line leaves its period, and for which."""
    stretches = periods(hours_of(company, line), moment, moment + AHEAD)
    return (stretches[1][0], stretches[1][2]) if len(stretches) > 1 else (None, None)
