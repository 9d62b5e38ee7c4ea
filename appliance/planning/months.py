"""A month of the calendar, on the clock of a zone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appliance.planning.moments import MONTHS
from appliance.planning.wall_clock import midnight, wall_clock

WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """A month: 2026, 11."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def in_words(self) -> str:
        """« novembre 2026 »."""
        return f"{MONTHS[self.number - 1]} {self.year}"

    @property
    def of_month(self) -> str:
        """« de novembre 2026 », « d'avril 2026 »."""
        elided = MONTHS[self.number - 1][0] in "ao"
        return f"d'{self.in_words}" if elided else f"de {self.in_words}"

    def following(self, months: int = 1) -> Month:
        """So many months later; before, if negative."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    def start(self, timezone: str) -> datetime:
        """Its first moment (UTC): local midnight."""
        return midnight(self.first, timezone)

    def end(self, timezone: str) -> datetime:
        """The first moment (UTC) of the next month."""
        return self.following().start(timezone)


def end_of_next_month(day: date) -> date:
    """The last day of the month after the one of this day."""
    first = Month(day.year, day.month).following(2)
    return date(first.year, first.number, 1) - timedelta(days=1)


def read_month(text: str) -> Month:
    """`2026-11`. ValueError, a French sentence."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"« {text} » n'est pas un mois ; écrivez par exemple 2026-11.")
    return Month(int(found[1]), int(found[2]))


def month_of(moment: datetime, timezone: str) -> Month:
    """The month of a moment, on the clock of the zone."""
    reading = wall_clock(moment, timezone)
    return Month(reading.year, reading.month)
