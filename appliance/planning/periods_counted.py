"""How many periods, days, week-ends and weeks an agent was on call in a month, and how many interventions. Pure.

A day is each 24 hours begun of a period without a break, on the clock; a week is seven such days; a week-end is counted
by the share of its hours. Each belongs to the month in which it begins, so that no month counts it twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Protocol

from appliance.planning.compensation import Basis
from appliance.planning.spans import Interval, total, within
from appliance.planning.wall_clock import DAY, days, instants, midnight, wall_clock

SATURDAY = 5
MIDNIGHT = time(0)


class Begun(Protocol):
    """What begins at a moment."""

    @property
    def start(self) -> datetime: ...


def counted(duty: Sequence[Interval], start: datetime, end: datetime, timezone: str) -> dict[Basis, Decimal]:
    """The counts of [start, end) for the stretches of on-call time, which are apart and go back before `start`."""
    begun = Decimal(sum(start <= here < end for here, _ in duty))
    slices = Decimal(sum(start <= moment < end for span in duty for moment in _days_begun(span, timezone)))
    return {
        Basis.PERIOD: begun,
        Basis.DAY: slices,
        Basis.WEEKEND: _weekends(within(duty, start, end), start, end, timezone),
        Basis.WEEK: slices / 7,
    }


def intervention_count(interventions: Iterable[Begun], start: datetime, end: datetime) -> dict[Basis, Decimal]:
    """The interventions that begin in [start, end)."""
    return {Basis.INTERVENTION: Decimal(sum(start <= one.start < end for one in interventions))}


def _days_begun(span: Interval, timezone: str) -> Iterator[datetime]:
    """The beginning of each 24 hours of the clock in the span."""
    first, here = wall_clock(span[0], timezone), span[0]
    while here < span[1]:
        yield here
        first += DAY
        here = min(instants(first, timezone))


def _weekends(duty: Sequence[Interval], start: datetime, end: datetime, timezone: str) -> Decimal:
    """The sum of the shares of each week-end, from Saturday to Monday at midnight, spent on call in [start, end)."""
    first, last = wall_clock(start, timezone).date() - 2 * DAY, wall_clock(end, timezone).date()
    shares = Decimal(0)
    for saturday in (day for day in days(first, last) if day.weekday() == SATURDAY):
        begins, ends = midnight(saturday, timezone), midnight(saturday + 2 * DAY, timezone)
        spent = total(within(duty, begins, ends))
        shares += Decimal(round(spent.total_seconds())) / Decimal(round((ends - begins).total_seconds()))
    return shares
