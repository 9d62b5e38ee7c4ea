"""The hole that an absence makes in a team: whose hours nobody is left to take, and who could."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.checks.presence import told
from appliance.checks.rostering import looked_at
from appliance.company.model import Company, Team
from appliance.company.replacing import with_override
from appliance.door.questions import hours_called
from appliance.planning.coverage import common, gaps, presence
from appliance.planning.rota import unavailable
from appliance.planning.spans import Interval
from appliance.planning.team_plan import Absence, Override
from appliance.planning.wall_clock import wall_clock


@dataclass(frozen=True)
class Hole:
    """`when`: the hours with nobody, of a team that a line calls. `usual`: who of the team could take them."""

    team: str
    team_name: str
    when: tuple[Interval, ...]
    words: str
    usual: str | None

    @property
    def span(self) -> Interval:
        return self.when[0][0], self.when[-1][1]


def holes_of(before: Company, after: Company, absence: Absence, now: datetime) -> list[Hole]:
    """In each team, from now on."""
    found = []
    for team in before.teams.values():
        zone = ZoneInfo(team.plan.timezone)
        start = datetime.combine(absence.first, time(), zone)
        end = datetime.combine(absence.last + timedelta(days=1), time(), zone)
        span = looked_at(max(start, now.astimezone(zone).replace(second=0, microsecond=0)), end)
        if span[0] >= span[1]:
            continue
        theirs = presence(before.teams[team.id].plan, *span).get(absence.agent, [])
        empty = common(gaps(after.teams[team.id].plan, *span), theirs)
        when = common(empty, hours_called(before, team, span))
        if when:
            words = f"personne n'est d'astreinte dans l'équipe {team.name} {told(when, team.plan.timezone)}"
            usual = someone(after, after.teams[team.id], absence, when)
            found.append(Hole(team.id, team.name, tuple(when), words, usual))
    return found


def someone(company: Company, team: Team, absence: Absence, when: list[Interval]) -> str | None:
    """The first of the team, else of the company, who is there on all these days."""
    days = {wall_clock(moment, team.plan.timezone).date() for span in when for moment in span}
    away = {absence.agent}.union(*(unavailable(team.plan, day) for day in days))
    members = [agent for level in team.plan.levels for agent in level]
    return next((agent for agent in [*members, *company.agents] if agent not in away), None)


def filled(company: Company, hole: Hole, agent: str, by: str) -> Company:
    """The company with somebody in the place of whoever is absent, over the hole. ValueError."""
    if by not in company.agents:
        raise ValueError(f"« {by} » n'est pas un intervenant de l'entreprise.")
    start, end = hole.span
    return with_override(company, hole.team, Override(start, end, removes=agent, adds=by, fills=True))
