"""What the agents, teams and lines of a company are called, by identifier; nothing before there is a company. Pure."""

from __future__ import annotations

from appliance.company.model import Company


def agent_names(company: Company | None) -> dict[str, str]:
    return {agent.id: agent.name for agent in company.agents.values()} if company else {}


def team_names(company: Company | None) -> dict[str, str]:
    return {team.id: team.name for team in company.teams.values()} if company else {}


def line_names(company: Company | None) -> dict[str, str]:
    return {line.id: line.name for line in company.lines.values()} if company else {}
