"""The first level of a team that changes hands, where it wants both agents to speak together then. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from appliance.company.model import Company, Team
from appliance.company.own_lines import lines_calling
from appliance.company.quiet import is_quiet
from appliance.planning.publication import planned_shifts
from appliance.planning.rota import on_call
from appliance.planning.team_plan import TeamPlan

SEEN_BEFORE = timedelta(minutes=10)  # of its call
STILL = timedelta(minutes=5)  # after the moment of its call: a controller that was away makes it yet
MINUTE, JUST_BEFORE = timedelta(minutes=1), timedelta(microseconds=1)


@dataclass(frozen=True)
class WatchChange:
    """One agent leaves the first level of these teams, and another takes it, at a moment (aware, UTC).

    `rung_at`: when both are.
    """

    leaving: str
    coming: str
    at: datetime
    teams: tuple[str, ...]
    rung_at: datetime


def watch_changes(company: Company, now: datetime) -> list[WatchChange]:
    """Those of which the call is near, or due: of two agents at one moment, together.

    Who is off duty at the moment of the call, and in their quiet hours, is left alone, and so is the other.
    """
    found: dict[tuple[str, str, datetime], WatchChange] = {}
    for one in _near(company, now):
        known = found.get((one.leaving, one.coming, one.at), one)
        teams = tuple(name for name in company.teams if name in {*known.teams, *one.teams})
        found[one.leaving, one.coming, one.at] = replace(known, teams=teams, rung_at=min(known.rung_at, one.rung_at))
    return sorted(found.values(), key=lambda one: (one.at, one.leaving))


def _near(company: Company, now: datetime) -> Iterator[WatchChange]:
    for team in company.teams.values():
        if team.hand_over_call is None or not lines_calling(company, [team.id]):
            continue
        before = timedelta(minutes=team.hand_over_call)
        for at in _moments(team, now + before - STILL, now + before + SEEN_BEFORE):
            rung_at = at - before
            for leaving, coming in hands(team.plan, at):
                pair = [company.agents[name] for name in (leaving, coming) if name in company.agents]
                if len(pair) == 2 and may_be_rung(company, team, (leaving, coming), rung_at):
                    yield WatchChange(leaving, coming, at, (team.id,), rung_at)


def may_be_rung(company: Company, team: Team, names: Iterable[str], moment: datetime) -> bool:
    """Whether none of them is off duty then, and in their quiet hours."""
    reached = {entry.agent for entry in on_call(team.plan, moment)}
    agents = [company.agents[name] for name in names if name not in reached]
    return not any(is_quiet(one.quiet, moment, team.plan.timezone) for one in agents)


def _moments(team: Team, start: datetime, end: datetime) -> list[datetime]:
    """When somebody begins in [start, end]."""
    shifts = planned_shifts({team.id: team.plan}, start - MINUTE, end + MINUTE)
    return sorted({shift.start for shift in shifts if start <= shift.start <= end})


def hands(plan: TeamPlan, at: datetime) -> list[tuple[str, str]]:
    """Who leaves the first level at a moment, and who takes it: in their order, as far as there are two."""
    before, after = (first_level(plan, moment) for moment in (at - JUST_BEFORE, at))
    return list(
        zip(
            [one for one in before if one not in after],
            [one for one in after if one not in before],
            strict=False,
        )
    )


def first_level(plan: TeamPlan, moment: datetime) -> list[str]:
    """The agents who are rung first."""
    entries = on_call(plan, moment)
    first = min((entry.level for entry in entries), default=0)
    return [entry.agent for entry in entries if entry.level == first]


def still_changes(company: Company, leaving: str, coming: str, at: datetime, teams: Iterable[str]) -> tuple[str, ...]:
    """Of these teams, those in which the planning of now has the one leave to the other at that moment."""
    known = [company.teams[name] for name in teams if name in company.teams]
    return tuple(team.id for team in known if (leaving, coming) in hands(team.plan, at))
