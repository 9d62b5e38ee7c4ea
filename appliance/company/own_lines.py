"""The lines that are an agent's own: those that may offer a call to a team of theirs. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from appliance.company.model import Company, Line
from appliance.company.routes import teams_reached
from appliance.planning.team_plan import TeamPlan


def own_lines(company: Company, agent: str, today: date) -> list[Line]:
    """In the order of the company; none of an agent who has left it. `today`: local."""
    known = company.agents.get(agent)
    if known is None or known.has_left(today):
        return []
    return lines_calling(company, {key for key, team in company.teams.items() if is_of(team.plan, agent, today)})


def is_own_line(company: Company | None, agent: str | None, line: str | None, today: date) -> bool:
    """Whether a line, by its identifier, is one of an agent's own."""
    return company is not None and agent is not None and line in {one.id for one in own_lines(company, agent, today)}


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


def is_of(plan: TeamPlan, agent: str, today: date) -> bool:
    """Whether the planning of a team counts on an agent still: by a level, a rotation, a shift that is not over."""
    levels = any(agent in level for level in plan.levels)
    turns = any(agent in rotation.agents for rotation in plan.rotations)
    return (
        levels
        or turns
        or any(shift.agent == agent and (shift.last is None or shift.last >= today) for shift in plan.shifts)
    )
