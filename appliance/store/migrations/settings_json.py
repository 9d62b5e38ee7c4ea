"""What the tables of the settings held as JSON until migration 19: former plannings, past teams, the compensation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from appliance.company.model import PastTeam
from appliance.planning.compensation import Compensation
from appliance.planning.team_plan import Absence, Former, Override, Rotation, Shift, Swap, TeamPlan


class Planned(msgspec.Struct, forbid_unknown_fields=False):
    """What a team's planning was."""

    levels: tuple[tuple[str, ...], ...]
    shifts: tuple[Shift, ...]
    rotations: tuple[Rotation, ...]
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    swaps: tuple[Swap, ...] = ()


class Past(msgspec.Struct):
    """The planning of a team that is gone: its past alone, each part of it as JSON again."""

    timezone: str
    former: list[tuple[datetime, str]]


def former_plan(until: datetime, text: str) -> Former:
    planned = msgspec.json.decode(text, type=Planned)
    exceptions = planned.overrides, planned.absences, planned.swaps
    return Former(until, planned.levels, planned.shifts, planned.rotations, *exceptions)


def past_team(row: dict[str, Any]) -> PastTeam:
    lines = msgspec.json.decode(row["lines"], type=tuple[str, ...])
    return PastTeam(row["id"], row["name"], lines, row["until"], _plan_of(row["plan"]))


def rule_of(text: str) -> Compensation:
    return msgspec.json.decode(text, type=Compensation)


def _plan_of(text: str | None) -> TeamPlan | None:
    if text is None:
        return None
    past = msgspec.json.decode(text, type=Past)
    return TeamPlan((), past.timezone, former=tuple(former_plan(until, one) for until, one in past.former))
