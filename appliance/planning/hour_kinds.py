"""The kinds of hours of a monthly statement: day, night, Saturday, Sunday, holiday. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from appliance.planning.holidays import HolidayCalendar
from appliance.planning.hours import WeeklyWindow, covers
from appliance.planning.spans import NOTHING, Interval, walk
from appliance.planning.wall_clock import DAY, boundaries, wall_clock

EVERY_DAY = frozenset(range(7))
MIDNIGHT = time(0)

Hours = tuple[time, time]


class Kind(StrEnum):
    """What an hour counts as."""

    DAY = "day"  # none of the others
    NIGHT = "night"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


PRECEDENCE = (Kind.HOLIDAY, Kind.SUNDAY, Kind.SATURDAY, Kind.NIGHT)


@dataclass(frozen=True)
class KindWindows:
    """When each kind begins and ends, on the company's clock; `end <= start` ends the next day.

    `saturday`, `sunday` and `holiday` begin on that day. `precedence`: of an hour of several kinds, the first counts.
    """

    night: Hours = (time(21), time(6))
    saturday: Hours = (MIDNIGHT, MIDNIGHT)
    sunday: Hours = (MIDNIGHT, MIDNIGHT)
    holiday: Hours = (MIDNIGHT, MIDNIGHT)
    precedence: tuple[Kind, ...] = PRECEDENCE

    def of(self, kind: Kind) -> Hours:
        """The hours of a kind other than DAY."""
        hours: Hours = getattr(self, kind.value)
        return hours


KindStretch = tuple[datetime, datetime, Kind]
ByKind = dict[Kind, timedelta]
NO_TIME: ByKind = dict.fromkeys(Kind, NOTHING)


def kind_at(reading: datetime, windows: KindWindows, holidays: HolidayCalendar | None) -> Kind:
    """The one kind of this reading of the company's clock."""
    for kind in windows.precedence:
        if _is(kind, reading, windows.of(kind), holidays):
            return kind
    return Kind.DAY


def _is(kind: Kind, reading: datetime, hours: Hours, holidays: HolidayCalendar | None) -> bool:
    match kind:
        case Kind.NIGHT:
            return covers(WeeklyWindow(EVERY_DAY, *hours), reading)
        case Kind.SATURDAY:
            return covers(WeeklyWindow(frozenset({5}), *hours), reading)
        case Kind.SUNDAY:
            return covers(WeeklyWindow(frozenset({6}), *hours), reading)
    begun = (day for day in (reading.date(), reading.date() - DAY) if holidays and holidays.name_of(day))
    return any(covers(WeeklyWindow(frozenset({day.weekday()}), *hours), reading) for day in begun)


@lru_cache(maxsize=64)  # months, which every agent's statement asks for
def kind_stretches(
    start: datetime, end: datetime, windows: KindWindows, holidays: HolidayCalendar | None, timezone: str
) -> tuple[KindStretch, ...]:
    """[start, end) cut (UTC) into stretches of one kind, on the clock of the zone."""
    clocks = {MIDNIGHT} | {clock for kind in PRECEDENCE for clock in windows.of(kind)}
    cuts = {start.astimezone(UTC), *boundaries(start, end, timezone, clocks)}
    return tuple((*span, kind_at(wall_clock(span[0], timezone), windows, holidays)) for span in walk(cuts, end))


def by_kind(spans: Iterable[Interval], stretches: Sequence[KindStretch]) -> ByKind:
    """The time of each kind in the spans, which are apart and within the stretches; these are in order.

    Every kind has its sum.
    """
    sums = dict(NO_TIME)
    for start, end in spans:
        first = max(0, bisect_right(stretches, (start,)) - 1)
        here, there, kind = stretches[first]
        if here <= start and end <= there:  # as nearly all interventions are
            sums[kind] += end - start
            continue
        for here, there, kind in islice(stretches, first, None):
            if here >= end:
                break
            if start < there:
                sums[kind] += min(end, there) - max(start, here)
    return sums
