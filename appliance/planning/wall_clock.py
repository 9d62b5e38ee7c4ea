"""Instants and the clock on the wall of a zone. Pure.

A weekly window is read on that clock: in the autumn both readings of the repeated hour count, in the spring
the hour that does not exist is nobody's. Windows that touch on the clock thus touch on every night of the year.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def wall_clock(moment: datetime, timezone: str) -> datetime:
    """What the clock of the zone reads at this aware moment, as a naive datetime. ValueError if it is naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    local = moment.astimezone(ZoneInfo(timezone))
    reading = datetime.combine(local.date(), local.time())  # in half the time of `replace`: pages do it by thousands
    return reading.replace(fold=0) if reading.fold else reading


@lru_cache(maxsize=2048)
def instants(reading: datetime, timezone: str) -> frozenset[datetime]:
    """The moments (UTC) of this reading: one, or two in the repeated hour, or those around a missing hour."""
    zone, day, clock = ZoneInfo(timezone), reading.date(), reading.time()
    return frozenset(datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))


def midnight(day: date, timezone: str) -> datetime:
    """When a local day begins (UTC): the first time, on a night that has two midnights; as the clock is put forward,
    on one that has none."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def boundaries(start: datetime, end: datetime, timezone: str, clocks: Iterable[time]) -> set[datetime]:
    """The moments (UTC) in [start, end) at which the clock reads one of `clocks`, or is changed."""
    first, last = wall_clock(start, timezone).date() - DAY, wall_clock(end, timezone).date() + DAY
    found = clock_changes(start, end, timezone)
    for day in days(first, last):
        for clock in set(clocks):
            found |= instants(datetime.combine(day, clock), timezone)
    return {moment for moment in found if start <= moment < end}


def days(first: date, last: date) -> Iterable[date]:
    """Every day from `first` to `last`, both included."""
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def clock_changes(start: datetime, end: datetime, timezone: str) -> set[datetime]:
    """The moments (UTC) in [start, end] at which the zone changes its offset."""
    zone = ZoneInfo(timezone)
    changes, here = set(), start.astimezone(UTC).replace(microsecond=0)
    while here < end:
        there = here + DAY / 4
        if here.astimezone(zone).utcoffset() != there.astimezone(zone).utcoffset():
            changes.add(_change_between(here, there, zone))
        here = there
    return changes


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
