"""Duties that begin, of teams where whoever takes one is rung before: by which line, and who would come next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.calls.ring_order import waves
from appliance.company.model import Company, Line, Team
from appliance.company.own_lines import lines_calling
from appliance.planning.publication import PlannedShift, planned_shifts
from appliance.planning.rota import on_call

SEEN_BEFORE = timedelta(minutes=10)  # of its call
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class DutyStart:
    """An agent who is on call in these teams from a moment on (aware, UTC), and when they are rung for it."""

    agent: str
    at: datetime
    teams: tuple[str, ...]
    rung_at: datetime


def duty_starts(company: Company, now: datetime) -> list[DutyStart]:
    """Those to come of which the call is near, or due: of one agent at one moment, together.

    A duty that has begun is not among them: who takes the watch by telephone, now, is not rung to be told so.
    """
    found: dict[tuple[str, datetime], DutyStart] = {}
    for shift, minutes in _coming(company, now):
        alone = DutyStart(shift.agent, shift.start, (shift.team,), shift.start - minutes * MINUTE)
        known = found.get((shift.agent, shift.start), alone)
        teams = tuple(name for name in company.teams if name in (*known.teams, shift.team))
        rung_at = min(known.rung_at, alone.rung_at)
        found[shift.agent, shift.start] = DutyStart(shift.agent, shift.start, teams, rung_at)
    near = [one for one in found.values() if one.rung_at - SEEN_BEFORE <= now]
    return sorted(near, key=lambda one: (one.at, one.agent))


def _coming(company: Company, now: datetime) -> Iterator[tuple[PlannedShift, int]]:
    """The duties to come of the teams that want a call which some line would ring, each with its minutes."""
    teams: dict[str, Team] = {key: team for key, team in company.teams.items() if team.duty_call is not None}
    plans = {key: team.plan for key, team in teams.items() if lines_calling(company, [key])}
    longest = max((team.duty_call or 0 for team in teams.values()), default=0)
    for shift in planned_shifts(plans, now - MINUTE, now + (longest + 1) * MINUTE + SEEN_BEFORE):
        if shift.start > now and shift.agent in company.agents:
            yield shift, teams[shift.team].duty_call or 0


def still_begins(company: Company, agent: str, at: datetime, teams: Iterable[str]) -> tuple[str, ...]:
    """Of these teams, those in which the planning of now has this agent begin a duty at that moment."""
    plans = {name: company.teams[name].plan for name in teams if name in company.teams}
    shifts = planned_shifts(plans, at - MINUTE, at + MINUTE)
    return tuple(dict.fromkeys(shift.team for shift in shifts if shift.agent == agent and shift.start == at))


def line_of_duty(company: Company, teams: Iterable[str]) -> Line | None:
    """By whose name and number an agent of these teams is rung: the first line that calls one of them."""
    return next((lines[0] for team in teams if (lines := lines_calling(company, [team]))), None)


def backup_of(company: Company, team: str, agent: str, at: datetime) -> str | None:
    """Who is rung after this agent in a team at a moment; after the last one, the first; None where they are alone."""
    plan, strategy = company.teams[team].plan, company.teams[team].ring.strategy
    order = [one for wave in waves(on_call(plan, at), strategy, {}) for one in wave]
    place = order.index(agent) if agent in order else len(order)
    others = [*order[place + 1 :], *order[:place]]
    return others[0] if others else None
