"""When a callback may be tried: a late one keeps to the quiet hours of its line. Pure.

Within an hour of the promise it is tried at any time: whoever asked is waiting for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from appliance.company.model import Line
from appliance.company.quiet import is_quiet
from appliance.planning.wall_clock import boundaries

AWAITED = timedelta(hours=1)


def quiet_until(line: Line, asked_at: datetime, now: datetime) -> datetime | None:
    """The end of the quiet hours in which `now` falls, for a promise of then; None where it may be tried."""
    for start, end in _quiet(line, max(asked_at + AWAITED, now), now + timedelta(days=2)):
        return end if start <= now else None
    return None


def quiet_since(line: Line, asked_at: datetime, now: datetime) -> timedelta:
    """For how long it could not be tried, between the promise and now."""
    return sum((end - start for start, end in _quiet(line, asked_at + AWAITED, now)), timedelta())


def _quiet(line: Line, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The quiet stretches of [start, end), in order."""
    hours = line.callback_quiet
    if hours is None or start >= end:
        return
    cuts = sorted({start, end} | boundaries(start, end, line.timezone, (hours.start, hours.end)))
    for first, last in pairwise(cuts):
        if is_quiet(hours, first, line.timezone):
            yield first, last
