"""What the Code du travail says of on-call time, as far as a statement shows it: information, never a decision. Pure.

Only the intervention is working time (L3121-9); the rest of on-call time counts as rest (L3121-10). Each employee gets
a document at the end of the month (R3121-2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.planning.spans import Interval
from appliance.planning.wall_clock import wall_clock

DAILY_REST = timedelta(hours=11)  # L3131-1
WEEKLY_REST = timedelta(hours=35)  # 24 h of L3132-2, and the 11 h of L3131-1
WEEKEND = (5, 6)
LONG_RUN = timedelta(days=7)  # some agreements forbid two weeks running: what is longer is told, and nothing more


@dataclass(frozen=True)
class Rest:
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
    following: list[datetime | None] = [*(start for start, _ in work[1:]), *([None] if work else [])]
    return tuple(
        Rest(start, end, end + DAILY_REST, end + WEEKLY_REST if _on_weekend(start, end, timezone) else None, broken)
        for (start, end), then in zip(work, following, strict=True)
        for broken in [then if then is not None and then < end + DAILY_REST else None]
    )


def long_runs(held: Mapping[str, Sequence[Interval]]) -> list[tuple[str, Interval, int]]:
    """Who is on call for more than a week without an hour's break, when, and for how many whole days; in order."""
    found = [(agent, span) for agent, spans in held.items() for span in spans if span[1] - span[0] > LONG_RUN]
    return [(agent, (start, end), (end - start).days) for agent, (start, end) in sorted(found, key=lambda one: one[1])]


def _on_weekend(start: datetime, end: datetime, timezone: str) -> bool:
    return any(wall_clock(moment, timezone).weekday() in WEEKEND for moment in (start, end))
