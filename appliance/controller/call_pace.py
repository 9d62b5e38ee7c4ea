"""How often each number has called lately, on this box: what slows a storm, and holds nobody else."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

MOST_NUMBERS = 10_000  # remembered; the one silent for longest is forgotten first


class CallPace:
    """Counts calls by number. `ticks`: seconds that only go on."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._calls: dict[str, deque[float]] = {}

    def called(self, number: str | None, most: int, minutes: int) -> int:
        """Note a call; how many this number has made in so many minutes, this one included, `most` + 1 at most.

        Who shows no number may be many people: 0.
        """
        if number is None or not most:
            return 0
        calls = self._calls.pop(number, deque())
        self._calls[number] = calls
        now = self._ticks()
        while calls and calls[0] <= now - minutes * 60:
            calls.popleft()
        if len(self._calls) > MOST_NUMBERS:
            self._calls.pop(next(iter(self._calls)))
        if len(calls) >= most:  # those turned away keep nobody out for longer
            return most + 1
        calls.append(now)
        return len(calls)
