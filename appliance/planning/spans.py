"""Stretches of time and their sums. Pure: every moment is aware, in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TypeVar

Interval = tuple[datetime, datetime]
Value = TypeVar("Value")
NOTHING = timedelta(0)


def walk(cuts: Iterable[datetime], end: datetime) -> Iterator[Interval]:
    """From each cut to the next, the last one to `end`: stretches within which nothing changes."""
    for here, there in pairwise([*sorted(cuts), end.astimezone(UTC)]):
        if here < there:
            yield here, there


def longest(pieces: Iterable[tuple[datetime, datetime, Value]]) -> list[tuple[datetime, datetime, Value]]:
    """The stretches in order, those that touch and hold the same made one."""
    whole: list[tuple[datetime, datetime, Value]] = []
    for here, there, value in pieces:
        if whole and whole[-1][1:] == (here, value):
            whole[-1] = (whole[-1][0], there, value)
        else:
            whole.append((here, there, value))
    return whole


def merged(spans: Iterable[Interval]) -> list[Interval]:
    """The spans in order, those that overlap or touch made one: each moment once."""
    whole: list[Interval] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        elif start < end:
            whole.append((start, end))
    return whole


def within(spans: Iterable[Interval], start: datetime, end: datetime) -> list[Interval]:
    """What is left of the spans between two moments."""
    found = []
    for here, there in spans:
        here, there = here if here > start else start, there if there < end else end
        if here < there:
            found.append((here, there))
    return found


def total(spans: Iterable[Interval]) -> timedelta:
    """The length of all the spans together, as a clock that nobody changes would measure it."""
    return sum((end - start for start, end in spans), NOTHING)
