"""The vertical scale of a week: quarters of an hour on the clock of the wall, the two nights of the clock change told.

In the week of 25 hours every day has the row of the repeated hour, empty but on its own day; in that of 23 hours the
day has the row of the hour that was skipped, empty too: the hours of all the days stay side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.planning.wall_clock import clock_changes, midnight, wall_clock

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
QUARTERS = 96  # of a day of 24 hours


@dataclass(frozen=True)
class Change:
    """The clock changed on `day`: from row `first` on, `rows` quarters come twice, or are skipped."""

    day: date
    first: int
    rows: int
    twice: bool


@dataclass(frozen=True)
class Scale:
    """Where a moment is drawn, on the clock of `zone`. `change`: that of this week, if there is one."""

    zone: str
    change: Change | None = None

    @property
    def rows(self) -> int:
        return QUARTERS + (self.change.rows if self.change and self.change.twice else 0)

    def begins(self, moment: datetime, day: date) -> int:
        """The row at which what begins at this moment is drawn in the column of a day."""
        return self._row(moment, day, ends=False)

    def ends(self, moment: datetime, day: date) -> int:
        """The first row that what ends at this moment has no more."""
        return self._row(moment, day, ends=True)

    def _row(self, moment: datetime, day: date, ends: bool) -> int:
        reading = wall_clock(moment, self.zone)
        row = round((reading - datetime.combine(day, time())) / QUARTER)
        if self.change is None or not self.change.twice:
            return row
        again = moment.astimezone(ZoneInfo(self.zone)).fold == 1 and day == self.change.day
        after = self.change.first + self.change.rows
        beyond = row > after if ends and day != self.change.day else row >= after
        return row + self.change.rows if again or beyond else row

    def hours(self) -> list[tuple[int, str]]:
        """The row and the words of each hour; the repeated one has two."""
        marks = [(4 * hour, f"{hour} h") for hour in range(24)]
        if self.change is None or not self.change.twice:
            return marks
        first, rows = self.change.first, self.change.rows
        told = [(row + rows if row >= first + rows else row, words) for row, words in marks]
        again = [(row + rows, f"{words} bis") for row, words in marks if first <= row < first + rows]
        return sorted([*told, *again])

    def void(self, day: date) -> tuple[int, int] | None:
        """The rows of a day at which its clock reads nothing, or None."""
        if self.change is None or self.change.twice == (day == self.change.day):
            return None
        first = self.change.first + (self.change.rows if self.change.twice else 0)
        return first, first + self.change.rows

    def told(self, day: date) -> str | None:
        """« 25 heures : on recule l'horloge », for the day of the change."""
        if self.change is None or day != self.change.day:
            return None
        hours = 24 + (1 if self.change.twice else -1) * self.change.rows / 4
        return f"{hours:g} heures : on {'recule' if self.change.twice else 'avance'} l'horloge"


def scale_of(days: Sequence[date], zone: str) -> Scale:
    """The scale of days that follow one another."""
    start, end = midnight(days[0], zone), midnight(days[-1] + DAY, zone)
    for moment in sorted(clock_changes(start, end - QUARTER, zone)):
        after = wall_clock(moment, zone)
        before = wall_clock(moment - QUARTER, zone) + QUARTER
        first = min(after, before)
        row = round((first - datetime.combine(first.date(), time())) / QUARTER)
        return Scale(zone, Change(first.date(), row, round(abs(after - before) / QUARTER), twice=after < before))
    return Scale(zone)
