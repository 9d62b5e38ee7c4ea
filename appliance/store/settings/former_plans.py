"""What a team's planning was until somebody changed it, kept beside the settings that replaced it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from appliance.believed import Believed
from appliance.planning.past import ended_by
from appliance.planning.team_plan import Absence, Former, Override, Swap, TeamPlan
from appliance.planning.wall_clock import wall_clock

DAY = timedelta(days=1)
KEPT = timedelta(days=800)  # what was planned longer ago is in statements that are closed


def plan_with_past(
    before: TeamPlan, after: TeamPlan, left: frozenset[str], now: datetime, believed: Believed | None
) -> TeamPlan:
    """A planning to be written, with the past of the one that it replaces at an aware moment."""
    exceptions = _overrides_of(before, left), _absences_of(before, left, now), _swaps_of(before, left)
    if _structure(before) == _structure(after) and not any(exceptions):
        return replace(after, former=_kept(before, believed))
    minute = now.replace(second=0, microsecond=0)  # plannings are kept to the minute
    past = _kept(ended_by(before, minute), believed)
    return replace(after, former=(*past, Former(minute, before.levels, before.shifts, before.rotations, *exceptions)))


def _overrides_of(plan: TeamPlan, left: frozenset[str]) -> tuple[Override, ...]:
    return tuple(one for one in plan.overrides if left & {one.removes, one.adds})


def _swaps_of(plan: TeamPlan, left: frozenset[str]) -> tuple[Swap, ...]:
    return tuple(one for one in plan.swaps if left & {one.giver, one.taker} and one.counts)


def _absences_of(plan: TeamPlan, left: frozenset[str], now: datetime) -> tuple[Absence, ...]:
    return tuple(one for one in absences_kept(plan, now) if one.agent in left)


def absences_kept(plan: TeamPlan, now: datetime) -> tuple[Absence, ...]:
    """When they were not there, of whoever was away: absences, without the reason, and the days since they left."""
    away = [replace(one, reason="") for one in plan.absences]
    today = wall_clock(now, plan.timezone).date()
    gone = [Absence(one.agent, one.last + DAY, today) for one in plan.departures]
    return (*away, *gone)


def _kept(plan: TeamPlan, now: Believed | None) -> tuple[Former, ...]:
    return plan.former if now is None else tuple(one for one in plan.former if one.until > now - KEPT)


def _structure(plan: TeamPlan) -> tuple[object, ...]:
    return plan.levels, plan.shifts, plan.rotations
