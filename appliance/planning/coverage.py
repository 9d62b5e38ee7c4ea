"""Coverage: when nobody is on call. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.planning.rota import TeamPlan, windows

Interval = tuple[datetime, datetime]


def gaps(plan: TeamPlan, start: datetime, end: datetime, level: int | None = None) -> list[Interval]:
    """The longest intervals (UTC) of [start, end) with nobody on call, or nobody of this level."""
    empty = [
        (here, there)
        for here, there, entries in windows(plan, start, end)
        if not any(level is None or entry.level == level for entry in entries)
    ]
    return joined(empty)


def joined(intervals: list[Interval]) -> list[Interval]:
    """Intervals in order, those that touch made one."""
    whole: list[Interval] = []
    for here, there in intervals:
        if whole and whole[-1][1] == here:
            whole[-1] = (whole[-1][0], there)
        else:
            whole.append((here, there))
    return whole


def common(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """What two lists of intervals have in common: the gaps of a team within the hours in which a line calls it."""
    both = [(max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) < min(b, d)]
    return joined(sorted(both))


def without(left: list[Interval], right: list[Interval]) -> list[Interval]:
    """The first intervals less the others; both in order and apart."""
    rest: list[Interval] = []
    for start, end in left:
        for begins, ends in right:
            if begins < end and ends > start:
                if start < begins:
                    rest.append((start, begins))
                start = ends
        if start < end:
            rest.append((start, end))
    return rest
