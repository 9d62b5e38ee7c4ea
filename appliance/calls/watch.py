"""The watch of a team as its agents change it by telephone: whose place, until when, and who may take it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.company.model import Agent, Company, Line, Team
from appliance.company.routes import teams_reached
from appliance.planning.coverage import presence
from appliance.planning.rota import on_call, unavailable
from appliance.planning.team_plan import Override, TeamPlan
from appliance.planning.wall_clock import wall_clock

FORESEEN = timedelta(days=7)
WITHOUT_END = timedelta(hours=12)  # of a place that does not end within FORESEEN


@dataclass(frozen=True)
class Place:
    """An agent on call in a team, until a moment (aware, UTC). `last`: it is no end, only as far as is looked at."""

    agent: str
    level: int
    until: datetime
    last: bool = False


def line_teams(company: Company, line: Line) -> tuple[Team, ...]:
    """The teams that calls of a line may be offered to, whatever its period and the keys."""
    actions = [behaviour.action for behaviour in line.behaviours.values()]
    found = dict.fromkeys(reached.team for action in actions for reached in teams_reached(company, line, action))
    return tuple(company.teams[team] for team in found)


def places_now(team: Team, now: datetime) -> tuple[Place, ...]:
    """Who is on call in a team, in the order in which they are rung, each once."""
    held = presence(team.plan, now, now + FORESEEN)
    found: dict[str, Place] = {}
    for entry in on_call(team.plan, now):
        until = next((end for start, end in held.get(entry.agent, ()) if start <= now < end), now + FORESEEN)
        found.setdefault(entry.agent, Place(entry.agent, entry.level, until, last=until >= now + FORESEEN))
    return tuple(found.values())


def members(plan: TeamPlan) -> tuple[str, ...]:
    """The agents whom a planning names: in its levels, its shifts and its rotations."""
    levels = [agent for level in plan.levels for agent in level]
    turns = [agent for rotation in plan.rotations for agent in rotation.agents]
    return tuple(dict.fromkeys([*levels, *(shift.agent for shift in plan.shifts), *turns]))


def may_take(company: Company, team: Team, now: datetime, but: str) -> tuple[Agent, ...]:
    """The agents of a team who may take somebody's place now: there, with a telephone, and not the one who asks."""
    away = unavailable(team.plan, wall_clock(now, team.plan.timezone).date())
    here = (company.agents.get(agent) for agent in members(team.plan) if agent not in away and agent != but)
    return tuple(agent for agent in here if agent is not None and agent.phones)


def to_be_taken(team: Team, agent: str, now: datetime) -> Place | None:
    """The place that an agent takes who takes the watch: the first that is rung; None: it is theirs, or nobody's."""
    first = next(iter(places_now(team, now)), None)
    return None if first is None or first.agent == agent else first


def place_of(team: Team, agent: str, now: datetime) -> Place | None:
    """The place that an agent has now."""
    return next((place for place in places_now(team, now) if place.agent == agent), None)


def handed_over(place: Place, to: str, now: datetime) -> Override:
    """A place given to another, to its end; for twelve hours where it has none."""
    start = to_the_minute(now)
    return Override(start, start + WITHOUT_END if place.last else place.until, removes=place.agent, adds=to)


def paused(agent: str, minutes: int, now: datetime) -> Override:
    """An agent who is not rung for so long."""
    start = to_the_minute(now)
    return Override(start, start + timedelta(minutes=minutes), removes=agent)


def to_the_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
