"""The planning of a company file, written."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml.comments import CommentedMap

from appliance.company.model import Company
from appliance.planning.days import IN_ENGLISH, day_ranges, hours_text
from appliance.planning.hours import WeeklyWindow
from appliance.planning.team_plan import Absence, Override, Rotation, Shift, Swap, TeamPlan
from appliance.store.company_file.yaml_shapes import in_line, only, row


def planning_of(company: Company) -> list[CommentedMap]:
    """The planning of every team that has one. Absences count in every team: they are written once, in the first."""
    absences: list[Absence] = []
    for team in company.teams.values():
        absences += [absence for absence in team.plan.absences if absence not in absences]
    planning = []
    for place, team in enumerate(company.teams.values()):
        parts = _parts(team.plan) | ({"absences": [_absence(absence) for absence in absences]} if place == 0 else {})
        if any(parts.values()):
            planning.append(only(team=team.id, **parts))
    return planning


def days_text(days: frozenset[int]) -> str:
    """`mon-fri`, or `all`."""
    return "all" if len(days) == 7 else day_ranges(days, IN_ENGLISH)


def _parts(plan: TeamPlan) -> dict[str, Any]:
    return {
        "shifts": [_shift(shift) for shift in plan.shifts],
        "rotations": [_rotation(rotation) for rotation in plan.rotations],
        "swaps": [_swap(swap, plan.timezone) for swap in plan.swaps],
        "overrides": [_override(override, plan.timezone) for override in plan.overrides],
    }


def _shift(shift: Shift) -> CommentedMap:
    """A weekly shift, as the file has it."""
    days = {"from_": shift.first, "until": shift.last}
    return in_line(only(agent=shift.agent, **_window(shift.window), level=shift.level, **days))


def _rotation(rotation: Rotation) -> CommentedMap:
    """A rotation, as the file has it."""
    weekday = "" if rotation.handover_day is None else f"{IN_ENGLISH[rotation.handover_day]} "
    return in_line(
        only(
            agents=row(rotation.agents),
            every=_every(rotation.every_days),
            handover=f"{weekday}{rotation.handover_time:%H:%M}",
            from_=rotation.start,
            **_window(rotation.window),
            level=rotation.level,
            name=rotation.name,
        )
    )


def _window(window: WeeklyWindow) -> dict[str, str]:
    return {"days": days_text(window.days), "hours": hours_text(window.start, window.end)}


def _every(days: int) -> str:
    count, unit = (days, "day") if days % 7 else (days // 7, "week")
    return f"{count} {unit}{'s' if count > 1 else ''}"


def _swap(swap: Swap, timezone: str) -> CommentedMap:
    moments = [moment and moment_text(moment, timezone) for moment in (swap.back_start, swap.back_end)]
    agreed = row(agent for agent in (swap.giver, swap.taker) if agent in swap.agreed)
    return in_line(
        only(
            from_=moment_text(swap.start, timezone),
            to=moment_text(swap.end, timezone),
            give=swap.giver,
            with_=swap.taker,
            in_exchange=in_line(only(from_=moments[0], to=moments[1])),
            agreed=agreed,
            refused=swap.refused,
            withdrawing=swap.withdrawing,
        )
    )


def _override(override: Override, timezone: str) -> CommentedMap:
    both = override.removes is not None and override.adds is not None
    names = ("replace", "by") if both else ("remove", "add")
    change = dict(zip(names, (override.removes, override.adds), strict=True))
    period = {"from_": moment_text(override.start, timezone), "to": moment_text(override.end, timezone)}
    return in_line(only(**period, **change, level=override.level, fills=override.fills or None))


def moment_text(moment: datetime, timezone: str) -> str:
    """On the clock of the zone; with its offset when the clock reads so twice, and this is the second time."""
    local = moment.astimezone(ZoneInfo(timezone))
    shown = local if local.fold else local.replace(tzinfo=None)
    return shown.isoformat(" ", timespec="auto" if local.second or local.microsecond else "minutes")


def _absence(absence: Absence) -> CommentedMap:
    return in_line(only(agent=absence.agent, from_=absence.first, to=absence.last, reason=absence.reason))
