"""One line, menu, agent or team put into a company, in its place or last, or taken out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from appliance.company.model import Agent, Company, Line, Menu, Ring, Team
from appliance.planning.team_plan import Departure, TeamPlan


def with_line(company: Company, line: Line) -> Company:
    return replace(company, lines={**company.lines, line.id: line})


def without_line(company: Company, line: str) -> Company:
    """Less a line; it may have been taken out meanwhile."""
    return replace(company, lines={key: one for key, one in company.lines.items() if key != line})


def with_menu(company: Company, menu: Menu) -> Company:
    return replace(company, menus={**company.menus, menu.id: menu})


def without_menu(company: Company, menu: str) -> Company:
    """Less a menu; what still opens it is for whoever judges the change."""
    return replace(company, menus={key: one for key, one in company.menus.items() if key != menu})


def with_agent(company: Company, agent: Agent) -> Company:
    """With an agent, whose last day every team's planning knows."""
    agents = {**company.agents, agent.id: agent}
    gone = departures_of(agents.values())
    teams = {key: replace(team, plan=replace(team.plan, departures=gone)) for key, team in company.teams.items()}
    return replace(company, agents=agents, teams=teams)


def departures_of(agents: Iterable[Agent]) -> tuple[Departure, ...]:
    """The agents who leave, as their teams' planning knows it."""
    return tuple(Departure(agent.id, agent.until) for agent in agents if agent.until is not None)


def with_team(company: Company, team: Team) -> Company:
    return replace(company, teams={**company.teams, team.id: team})


def new_team(company: Company, key: str) -> Team:
    """A team of nobody yet, on the clock of the company; absences and last days, which are everybody's, are its too."""
    absences = dict.fromkeys(one for team in company.teams.values() for one in team.plan.absences)
    gone = departures_of(company.agents.values())
    plan = TeamPlan((), company.timezone, absences=tuple(absences), departures=gone)
    return Team(key, "", plan, Ring())
