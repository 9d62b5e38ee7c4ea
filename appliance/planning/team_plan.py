"""What decides who of a team is on call: shifts, rotations, swaps, overrides, absences, departures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from appliance.planning.hours import WeeklyWindow


@dataclass(frozen=True)
class Shift:
    """An agent's weekly window. `level` None: the agent's default level in the team.

    It counts for the windows that begin on a local day from `first` to `last`, both included: the night of the last
    day goes to its end. None: from the beginning, without end.
    """

    agent: str
    window: WeeklyWindow
    level: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Rotation:
    """Shifts by turn: from the first hand-over on or after `start`, each agent in turn for `every_days` days.

    The hand-over is local wall-clock. `handover_day` None: any day (the hand-over is then at
    `handover_time` on `start`). Within a turn, the agent is on call during `window`. `name`: for the reasons.
    """

    agents: tuple[str, ...]
    every_days: int
    handover_day: int | None
    handover_time: time
    start: date
    window: WeeklyWindow
    level: int | None = None
    name: str | None = None


@dataclass(frozen=True)
class Swap:
    """Two agents trade: `taker` takes the place of `giver` from `start` to `end` (aware, UTC, `end` excluded).

    In exchange, `giver` takes that of `taker` from `back_start` to `back_end`; both None: nothing is given back.
    It counts once both are in `agreed`; until then, or once `refused` names one of them, it changes nothing.
    `withdrawing`: who asks to undo it once it counts, as it does until the other agrees.
    """

    giver: str
    taker: str
    start: datetime
    end: datetime
    back_start: datetime | None = None
    back_end: datetime | None = None
    agreed: frozenset[str] = frozenset()
    refused: str | None = None
    withdrawing: str | None = None

    @property
    def unanswered(self) -> Swap:
        """What of it stays the same while it is answered."""
        return replace(self, agreed=frozenset(), refused=None, withdrawing=None)

    @property
    def counts(self) -> bool:
        """Whether both agreed, and neither refused."""
        return self.refused is None and {self.giver, self.taker} <= self.agreed

    @property
    def pending(self) -> bool:
        """Whether somebody has still to answer."""
        return self.refused is None and not self.counts

    @property
    def handovers(self) -> tuple[Handover, ...]:
        """The places that change hands: one, or two where something is given back."""
        there = Handover(self.giver, self.taker, self.start, self.end)
        if self.back_start is None or self.back_end is None:
            return (there,)
        return (there, Handover(self.taker, self.giver, self.back_start, self.back_end))


@dataclass(frozen=True)
class Handover:
    """One half of a swap: `taker` in the place of `giver`, [start, end)."""

    giver: str
    taker: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Override:
    """A dated exception, `start` included, `end` excluded, both aware (UTC).

    `removes` and `adds` both given: replace; one alone: remove or add. `level` is for an addition. `fills`: written
    to fill the hole of an absence of `removes`, with which it goes; it changes nothing else.
    """

    start: datetime
    end: datetime
    removes: str | None = None
    adds: str | None = None
    level: int | None = None
    fills: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Absence:
    """Leave or illness: local days, `first` and `last` included."""

    agent: str
    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True)
class Departure:
    """An agent leaves the company; `last` is the last local day on which they may be on call."""

    agent: str
    last: date


@dataclass(frozen=True)
class Former:
    """What was planned in a team until a moment (aware, UTC, excluded), when somebody changed it: see `TeamPlan`.

    `overrides`, `absences`, `swaps`: those that went then with agents who left the company; before, they still count.
    """

    until: datetime
    levels: tuple[tuple[str, ...], ...]
    shifts: tuple[Shift, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    swaps: tuple[Swap, ...] = ()


@dataclass(frozen=True)
class TeamPlan:
    """All that decides who of a team is on call.

    `levels`: agents by default level (the first is level 1) and order. With no shift (or none that is not over) and
    no rotation the whole team is on call always. Absences and departures are those of the whole company.
    `former`: what levels, shifts and rotations were before, in order of time: a change never rewrites hours that are
    over. It is the planning's past, and no part of what two plannings have to be alike in.
    """

    levels: tuple[tuple[str, ...], ...]
    timezone: str
    shifts: tuple[Shift, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    swaps: tuple[Swap, ...] = ()
    departures: tuple[Departure, ...] = ()
    former: tuple[Former, ...] = field(default=(), compare=False)
