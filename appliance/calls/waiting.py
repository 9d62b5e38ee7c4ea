"""What may be said in truth to who waits: how soon others had an answer, and how many wait before them. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

FEWEST_CALLS = 20  # of less, eight in ten says nothing
SHARE = 0.8
STEP_SECONDS = 10
WAITS_TOLD = range(STEP_SECONDS, 601, STEP_SECONDS)  # seconds
PLACES_TOLD = range(2, 11)
USUAL_WAIT_DAYS = 90  # of the journal that are looked at


def usual_wait(waits: Sequence[float | None]) -> int | None:
    """Within how many seconds, by tens, eight callers in ten had an answer; None: too few, too long, or no such time.

    `waits`: of each past caller who was searched for, from the beginning of the search; None: nobody answered them.
    """
    if len(waits) < FEWEST_CALLS:
        return None
    longest = sorted(math.inf if wait is None else wait for wait in waits)[math.ceil(SHARE * len(waits)) - 1]
    return next((told for told in WAITS_TOLD if longest <= told), None)


class WaitingCallers:
    """Who is searched for now, in the order in which they came, by team."""

    def __init__(self) -> None:
        self._numbers = count()
        self._waiting: dict[str, set[int]] = {}

    @contextmanager
    def one_more(self, team: str) -> Iterator[int]:
        """Wait for this team while the block lasts; the place among those who do, from 1."""
        waiting, number = self._waiting.setdefault(team, set()), next(self._numbers)
        waiting.add(number)
        try:
            yield len(waiting)
        finally:
            waiting.discard(number)
