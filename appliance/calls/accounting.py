"""What a company's monthly statements are drawn from: the teams that its lines call, its last resorts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from appliance.company.model import Company
from appliance.company.routes import teams_reached
from appliance.planning.statement import TeamRota


def called_teams(company: Company) -> tuple[TeamRota, ...]:
    """The teams that at least one line may call, whatever the period; a team that none calls imposes nothing more.

    Those that some line called before count until it ceased to.
    """
    lines = lines_by_team(company)
    now = [
        TeamRota(team.id, team.name, tuple(lines[team.id]), team.plan)
        for team in company.teams.values()
        if team.id in lines
    ]
    return (*now, *called_before(company, lines))


def called_before(company: Company, called: Collection[str]) -> Iterator[TeamRota]:
    """Those that were called until a moment of the past, with the planning that they have, or had."""
    for one in company.past_teams:
        if one.plan is not None:
            yield TeamRota(f"{one.id} {one.until:%Y%m%d%H%M}", one.name, one.lines, one.plan, one.until)
        elif one.id in company.teams and one.id not in called:
            team = company.teams[one.id]
            yield TeamRota(team.id, team.name, one.lines, team.plan, one.until)


def lines_by_team(company: Company) -> dict[str, list[str]]:
    """The names of the lines that may call each team, whatever the period; no key for a team that none calls."""
    lines: dict[str, list[str]] = {}
    for line in company.lines.values():
        actions = [behaviour.action for behaviour in line.behaviours.values()]
        for team in {reached.team for action in actions for reached in teams_reached(company, line, action)}:
            lines.setdefault(team, []).append(line.name)
    return lines


def last_resorts(company: Company) -> dict[str, str]:
    """The agent whose own telephone is the last resort of a line, by line: what they answer is an intervention."""
    return {
        line.id: agent.id
        for line in company.lines.values()
        for agent in company.agents.values()
        if line.last_resort is not None and line.last_resort in agent.phones
    }
