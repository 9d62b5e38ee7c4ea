"""An agent or a team taken out of a company, with what named them. Pure."""

from __future__ import annotations

from dataclasses import replace

from appliance.company.model import Company
from appliance.planning.team_plan import TeamPlan

Levels = tuple[tuple[str, ...], ...]


def without_agent(company: Company, agent: str) -> Company:
    """Less an agent, their places in the teams, and all that names them. ValueError, in French.

    Whether somebody still expects them is the caller's to ask: a rotation that names them is left as it is.
    """
    agents = {key: one for key, one in company.agents.items() if key != agent}
    if not agents:
        raise ValueError("c'est la seule personne de l'entreprise ; ajoutez-en une autre d'abord")
    teams = {}
    for key, team in company.teams.items():
        plan = plan_without(team.plan, agent)
        if plan.levels != team.plan.levels and (not plan.levels or () in plan.levels):
            name = company.agents[agent].name
            raise ValueError(f"{name} est la seule personne d'un niveau de l'équipe {team.name} ; changez-le d'abord")
        teams[key] = replace(team, plan=plan)
    lines = {
        key: replace(one, tell=tuple(who for who in one.tell if who != agent)) for key, one in company.lines.items()
    }
    responsible = tuple(who for who in company.responsible if who != agent)
    return replace(company, agents=agents, teams=teams, lines=lines, responsible=responsible)


def plan_without(plan: TeamPlan, agent: str) -> TeamPlan:
    """A planning that names an agent no more, but in its rotations."""
    return replace(
        plan,
        levels=levels_without(plan.levels, agent),
        shifts=tuple(one for one in plan.shifts if one.agent != agent),
        overrides=tuple(one for one in plan.overrides if agent not in (one.removes, one.adds)),
        absences=tuple(one for one in plan.absences if one.agent != agent),
        swaps=tuple(one for one in plan.swaps if agent not in (one.giver, one.taker)),
        departures=tuple(one for one in plan.departures if one.agent != agent),
    )


def levels_without(levels: Levels, agent: str) -> Levels:
    """The last levels go once nobody is left in them; one in between stays, empty."""
    left = [tuple(one for one in level if one != agent) for level in levels]
    while left and not left[-1]:
        left.pop()
    return tuple(left)


def without_team(company: Company, team: str) -> Company:
    """Less a team; absences, which are everybody's, stay. ValueError, in French: a company has a team."""
    if set(company.teams) <= {team}:
        raise ValueError("c'est la seule équipe ; ajoutez-en une autre d'abord")
    return replace(company, teams={key: one for key, one in company.teams.items() if key != team})
