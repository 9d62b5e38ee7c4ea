"""Who is on call at a moment: shifts, rotations, overrides, absences. Pure: the moment is a parameter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from appliance.planning.hours import WeeklyWindow


@dataclass(frozen=True)
class Shift:
    """An agent's weekly window. `level` None: the agent's default level in the team."""

    agent: str
    window: WeeklyWindow
    level: int | None = None


@dataclass(frozen=True)
class Rotation:
    """Shifts by turn: from the first hand-over on or after `start`, each agent in turn for `every_days` days.

    The hand-over is local wall-clock. `handover_day` None: any day (the hand-over is then at
    `handover_time` on `start`). Within a turn, the agent is on call during `window`.
    """

    agents: tuple[str, ...]
    every_days: int
    handover_day: int | None
    handover_time: time
    start: date
    window: WeeklyWindow
    level: int | None = None


@dataclass(frozen=True)
class Override:
    """A dated exception, `start` included, `end` excluded, both aware (UTC).

    `removes` and `adds` both given: replace; one alone: remove or add. `level` is for an addition.
    """

    start: datetime
    end: datetime
    removes: str | None = None
    adds: str | None = None
    level: int | None = None


@dataclass(frozen=True)
class Absence:
    """Leave or illness: local days, `first` and `last` included."""

    agent: str
    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True)
class TeamPlan:
    """All that decides who of a team is on call.

    `levels`: agents by default level (the first is level 1) and order. With no shift and no rotation
    the whole team is on call always.
    """

    levels: tuple[tuple[str, ...], ...]
    timezone: str
    shifts: tuple[Shift, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = field(default=())


@dataclass(frozen=True)
class OnCall:
    """An agent on call, at which level, and why, in a French sentence."""

    agent: str
    level: int
    reason: str
