"""The teams that lines called until a change: what they were planned stays in the statements, be they there or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from appliance.believed import Believed
from appliance.calls.accounting import lines_by_team
from appliance.company.model import Company, PastTeam, Team
from appliance.planning.team_plan import Former, TeamPlan
from appliance.store.settings.former_plans import KEPT, absences_kept


def past_teams(before: Company, after: Company, now: datetime, believed: Believed | None) -> tuple[PastTeam, ...]:
    """Those of the settings to be written: the ones known already, and the ones that the change leaves uncalled."""
    minute = now.replace(second=0, microsecond=0)
    called, still = lines_by_team(before), lines_by_team(after)
    left = {
        team: PastTeam(team, before.teams[team].name, tuple(lines), minute)
        for team, lines in called.items()
        if team not in still or team not in after.teams
    }
    since = [one for one in kept(before, believed) if not (one.plan is None and one.id in left)]
    known = [come for one in since if (come := with_team(one, before, after, called, still)) is not None]
    return tuple(buried(one, before, after, minute) for one in (*known, *left.values()))


def kept(company: Company, now: Believed | None) -> tuple[PastTeam, ...]:
    return company.past_teams if now is None else tuple(one for one in company.past_teams if one.until > now - KEPT)


def with_team(
    one: PastTeam, before: Company, after: Company, called: Collection[str], still: Collection[str]
) -> PastTeam | None:
    """Nothing of a team that a line calls again: it has its past itself. Of one that only came back, until when."""
    came_back = one.id in after.teams and one.id not in before.teams
    if one.id in still and one.id not in called:
        return None
    return replace(one, plan=None) if came_back else one


def buried(one: PastTeam, before: Company, after: Company, minute: datetime) -> PastTeam:
    """With its planning, if its team goes: nobody else has it."""
    if one.plan is not None or one.id in after.teams:
        return one
    return replace(one, plan=over(before.teams[one.id], minute))


def over(team: Team, minute: datetime) -> TeamPlan:
    """A planning of which there is nothing but the past."""
    plan = team.plan
    exceptions = plan.overrides, absences_kept(plan, minute), plan.swaps
    last = Former(minute, plan.levels, plan.shifts, plan.rotations, *exceptions)
    return TeamPlan((), plan.timezone, former=(*(one for one in plan.former if one.until < minute), last))


def come_back(before: Company, team: Team, minute: datetime) -> Team:
    """A team that is added: with its past, if there was one of that identifier, and nobody in between."""
    gone = next((one for one in before.past_teams if one.id == team.id and one.plan is not None), None)
    if gone is None or gone.plan is None:
        return team
    return replace(team, plan=replace(team.plan, former=(*gone.plan.former, Former(minute, ()))))


def called_again(before: Company, plan: TeamPlan, team: str, minute: datetime) -> TeamPlan:
    """The planning of a team that a line calls again from this minute on: with nobody since the last one ceased to."""
    until = max((one.until for one in before.past_teams if one.id == team), default=minute)
    if until >= minute:
        return plan
    last = () if plan.former and plan.former[-1].until == minute else (_now_past(plan, minute),)
    known = (*plan.former, *last)
    ended = [one for one in known if one.until <= until]
    current = next(one for one in known if one.until > until)
    return replace(plan, former=(*ended, replace(current, until=until), Former(minute, ())))


def _now_past(plan: TeamPlan, minute: datetime) -> Former:
    return Former(minute, plan.levels, plan.shifts, plan.rotations)
