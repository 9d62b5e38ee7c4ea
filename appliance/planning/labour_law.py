"""What the Code du travail says of on-call time, as far as a statement shows it: information, never a decision. Pure.

Only the intervention is working time (L3121-9); the rest of on-call time counts as rest (L3121-10). Each employee gets
a document at the end of the month (R3121-2).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from appliance.planning.spans import Interval
from appliance.planning.wall_clock import DAY, days, midnight, wall_clock

DAILY_REST = timedelta(hours=11)  # L3131-1
WEEKLY_REST = timedelta(hours=35)  # 24 h of L3132-2, and the 11 h of L3131-1
SATURDAY = 5
LONG_RUN = timedelta(days=7)  # some agreements forbid two weeks running: what is longer is told, and nothing more


class Rest(Struct, frozen=True):
    """What rest follows a stretch of work (UTC), in the usual reading: a rest that was broken begins again.

    `daily`: when 11 h are over. `weekly`: when 35 h are over, for work on a Saturday or Sunday. `broken`: when the next
    work began, if that was within the 11 h.
    """

    work_start: datetime
    work_end: datetime
    daily: datetime
    weekly: datetime | None
    broken: datetime | None


def rests(work: Sequence[Interval], timezone: str) -> tuple[Rest, ...]:
    """The rest after each stretch of work; the stretches are in order and apart."""
    edges = _weekend_edges(work, timezone)
    following: list[datetime | None] = [*(start for start, _ in work[1:]), *([None] if work else [])]
    found = []
    for (start, end), then in zip(work, following, strict=True):
        on_weekend = bisect_right(edges, start) % 2 or bisect_right(edges, end) % 2
        daily, weekly = end + DAILY_REST, end + WEEKLY_REST if on_weekend else None
        found.append(Rest(start, end, daily, weekly, then if then is not None and then < daily else None))
    return tuple(found)


def long_runs(held: Mapping[str, Sequence[Interval]]) -> list[tuple[str, Interval, int]]:
    """Who is on call for more than a week without an hour's break, when, and for how many whole days; in order."""
    found = [(agent, span) for agent, spans in held.items() for span in spans if span[1] - span[0] > LONG_RUN]
    return [(agent, (start, end), (end - start).days) for agent, (start, end) in sorted(found, key=lambda one: one[1])]


def _weekend_edges(work: Sequence[Interval], timezone: str) -> list[datetime]:
    """When each week-end of the time of this work begins, and is over (UTC), in order."""
    if not work:
        return []
    first, last = (wall_clock(moment, timezone).date() for moment in (work[0][0], work[-1][1]))
    saturdays = (day for day in days(first - 2 * DAY, last) if day.weekday() == SATURDAY)
    return [midnight(day + past * DAY, timezone) for day in saturdays for past in (0, 2)]
