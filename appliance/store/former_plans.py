"""What a team's planning was until somebody changed it, kept as JSON beside the settings that replaced it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from appliance.calls.company import Company
from appliance.planning.past import ended_by
from appliance.planning.rota import Former, Rotation, Shift, TeamPlan

KEPT = timedelta(days=800)  # what was planned longer ago is in statements that are closed


class Planned(msgspec.Struct, forbid_unknown_fields=False):
    """The JSON of one."""

    levels: tuple[tuple[str, ...], ...]
    shifts: tuple[Shift, ...]
    rotations: tuple[Rotation, ...]


def former_plan_text(former: Former) -> str:
    return msgspec.json.encode(Planned(former.levels, former.shifts, former.rotations)).decode()


def former_plan(until: datetime, text: str) -> Former:
    planned = msgspec.json.decode(text, type=Planned)
    return Former(until, planned.levels, planned.shifts, planned.rotations)


def with_past(before: Company | None, after: Company, now: datetime) -> Company:
    """The settings to be written, with the past of those that they replace: hours that are over stay as they were."""
    if before is None:
        return after
    teams = {
        name: replace(team, plan=_plan_with_past(before.teams[name].plan, team.plan, now))
        if name in before.teams
        else team
        for name, team in after.teams.items()
    }
    return replace(after, teams=teams)


def _plan_with_past(before: TeamPlan, after: TeamPlan, now: datetime) -> TeamPlan:
    if _structure(before) == _structure(after):
        return replace(after, former=_kept(before, now))
    minute = now.replace(second=0, microsecond=0)  # plannings are kept to the minute
    past = _kept(ended_by(before, minute), now)
    return replace(after, former=(*past, Former(minute, before.levels, before.shifts, before.rotations)))


def _kept(plan: TeamPlan, now: datetime) -> tuple[Former, ...]:
    return tuple(one for one in plan.former if one.until > now - KEPT)


def _structure(plan: TeamPlan) -> tuple[object, ...]:
    return plan.levels, plan.shifts, plan.rotations
