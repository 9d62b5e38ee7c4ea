"""Past calls counted together, as many as ended alike: what their figures are made of. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.calls.figures import WAITS, Summary

LONGER = 0  # the class of a wait that is longer than the longest of WAITS


@dataclass(frozen=True)
class Alike:
    """Calls of one line that are over and ended alike. `wait`: the class of it (WAITS, LONGER); None: no human.

    `calls`: how many they are; `in_time`, `in_vain`: of these.
    """

    line: str | None
    outcome: str | None
    wait: int | None
    calls: int
    in_time: int
    in_vain: int


def number(some: Iterable[Alike]) -> int:
    """How many calls they are."""
    return sum(one.calls for one in some)


def summary(some: Iterable[Alike], median: float | None) -> Summary:
    """Of these calls. `median`: seconds, None without a human."""
    known = list(some)
    return Summary(number(known), sum(one.in_time for one in known), sum(one.in_vain for one in known), median)


def waits(some: Iterable[Alike]) -> dict[int | None, int]:
    """How many calls a human took, by the class of the wait; None: longer than the longest class."""
    found: Counter[int | None] = Counter()
    for one in some:
        if one.wait is not None:
            found[None if one.wait == LONGER else one.wait] += one.calls
    return {end: found[end] for end in (*WAITS, None)}


def no_human(some: Iterable[Alike]) -> int:
    """How many calls nobody took."""
    return number(one for one in some if one.wait is None)


def outcomes(some: Iterable[Alike]) -> dict[str, int]:
    """How many calls ended in each way, the most frequent first; of as many, the way that came first in `some`."""
    found: Counter[str] = Counter()
    for one in some:
        if one.outcome is not None:
            found[one.outcome] += one.calls
    return dict(found.most_common())


def lost(some: Iterable[Alike]) -> Counter[str | None]:
    """How many calls had neither a human nor a message, by line."""
    found: Counter[str | None] = Counter()
    for one in some:
        found[one.line] += one.in_vain
    return found
