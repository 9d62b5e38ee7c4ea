"""The lines that are an agent's own: those that may offer a call to a team of theirs. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.company.model import Company, Line
from appliance.company.routes import teams_reached
from appliance.planning.rota import TeamPlan


def own_lines(company: Company, agent: str) -> list[Line]:
    """In the order of the company."""
    return lines_calling(company, {key for key, team in company.teams.items() if is_of(team.plan, agent)})


def is_own_line(company: Company | None, agent: str | None, line: str | None) -> bool:
    """Whether a line, by its identifier, is one of an agent's own."""
    return company is not None and agent is not None and line in {one.id for one in own_lines(company, agent)}


def lines_calling(company: Company, teams: Iterable[str]) -> list[Line]:
    """The lines that may offer a call to one of these teams, in some period."""
    wanted = set(teams)
    return [
        line
        for line in company.lines.values()
        if any(
            reached.team in wanted
            for behaviour in line.behaviours.values()
            for reached in teams_reached(company, line, behaviour.action)
        )
    ]


def is_of(plan: TeamPlan, agent: str) -> bool:
    """Whether the planning of a team counts on an agent: by a level, a shift or a rotation."""
    levels = any(agent in level for level in plan.levels)
    turns = any(agent in rotation.agents for rotation in plan.rotations)
    return levels or turns or any(shift.agent == agent for shift in plan.shifts)
