"""Where a moment stands along days that are drawn side by side, in quarters of an hour.

Every day has one width: on the two days of the clock change its hours are a little narrower, or wider.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appliance.planning.wall_clock import midnight

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
QUARTERS = 96  # of the width of a day


@dataclass(frozen=True, order=True)
class Spot:
    """`day`: from 0, one more than the last for the end of all; `quarter`: of its width, from 0 to 95."""

    day: int
    quarter: int

    @property
    def along(self) -> int:
        """How far from the first midnight."""
        return QUARTERS * self.day + self.quarter


@dataclass(frozen=True)
class Scale:
    """`midnights` (UTC): when each day begins, and when the last one ends."""

    midnights: tuple[datetime, ...]

    @property
    def start(self) -> datetime:
        return self.midnights[0]

    @property
    def end(self) -> datetime:
        return self.midnights[-1]

    def spot(self, moment: datetime) -> Spot:
        """Where a moment is drawn; the edge for what is before or after."""
        inside = min(max(moment, self.start), self.end)
        day = bisect_right(self.midnights, inside) - 1
        if inside == self.end:
            return Spot(day, 0)
        here, there = self.midnights[day], self.midnights[day + 1]
        quarter = round((inside - here) / (there - here) * QUARTERS)
        return Spot(day, quarter) if quarter < QUARTERS else Spot(day + 1, 0)

    def change_told(self, day: int) -> str | None:
        """« 25 heures : on recule l'horloge », for a day of the clock change."""
        hours = (self.midnights[day + 1] - self.midnights[day]) / HOUR
        return None if hours == 24 else f"{hours:g} heures : on {'recule' if hours > 24 else 'avance'} l'horloge"


def scale_of(days: Sequence[date], zone: str) -> Scale:
    """The scale of days that follow one another."""
    return Scale(tuple(midnight(day, zone) for day in (*days, days[-1] + DAY)))
