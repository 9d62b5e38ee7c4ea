"""Agents out on an intervention: of which teams they may be called while they are, and who answers for them. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.calls.watch import members, place_of
from appliance.company.model import Company, Team
from appliance.company.own_lines import lines_calling
from appliance.planning.rota import on_call


def safety_teams(company: Company, agent: str, now: datetime) -> list[Team]:
    """The teams of an agent that call whoever is out, by some line."""
    return [
        team
        for team in company.teams.values()
        if team.safety_call is not None
        and lines_calling(company, [team.id])
        and (agent in members(team.plan) or place_of(team, agent, now))
    ]


def answerable(company: Company, team: str, agent: str, now: datetime) -> list[str]:
    """Who is told that an agent does not answer: whoever the lines and the company name, by address or identifier;
    where nobody else is named, the colleagues on call.
    """
    told = [*(who for line in lines_calling(company, [team]) for who in line.tell), *company.responsible]
    named = [who for who in dict.fromkeys(told) if who != agent]
    if named or team not in company.teams:
        return named
    return [entry.agent for entry in on_call(company.teams[team].plan, now) if entry.agent != agent]
