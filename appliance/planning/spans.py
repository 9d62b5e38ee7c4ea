"""Stretches of time and their sums. Pure: every moment is aware, in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
NOTHING = timedelta(0)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap or touch made one: each moment once."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        elif start < end:
            whole.append((start, end))
    return whole


def within(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """What is left of the spans between two moments."""
    cut = ((max(here, start), min(there, end)) for here, there in spans)
    return [(here, there) for here, there in cut if here < there]


def total(spans: Iterable[Span]) -> timedelta:
    """The length of all the spans together, as a clock that nobody changes would measure it."""
    return sum((end - start for start, end in spans), NOTHING)
