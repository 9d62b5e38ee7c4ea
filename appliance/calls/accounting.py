"""What a company's monthly statements are drawn from: the teams that its lines call, its last resorts. Pure."""

from __future__ import annotations

from appliance.calls.company import Company
from appliance.calls.routes import teams_reached
from appliance.planning.statement import TeamRota


def called_teams(company: Company) -> tuple[TeamRota, ...]:
    """The teams that at least one line may call, whatever the period; a team that none calls imposes nothing."""
    lines: dict[str, list[str]] = {}
    for line in company.lines.values():
        actions = [behaviour.action for behaviour in line.behaviours.values()]
        for team in {reached.team for action in actions for reached in teams_reached(company, line, action)}:
            lines.setdefault(team, []).append(line.name)
    return tuple(
        TeamRota(team.id, team.name, tuple(lines[team.id]), team.plan)
        for team in company.teams.values()
        if team.id in lines
    )


def last_resorts(company: Company) -> dict[str, str]:
    """The agent whose own telephone is the last resort of a line, by line: what they answer is an intervention."""
    return {
        line.id: agent.id
        for line in company.lines.values()
        for agent in company.agents.values()
        if line.last_resort is not None and line.last_resort in agent.phones
    }
