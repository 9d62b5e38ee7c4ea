"""What failed and is tried again after a while, twice as long each time, so that it holds up nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable

LATER_SECONDS, AT_LAST_SECONDS = 30.0, 3600.0  # the first wait, and the longest


class PutOff:
    """Names that failed. `clock`: monotonic seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due: dict[str, tuple[float, float]] = {}  # name -> when, and the wait before it

    def is_due(self, name: str) -> bool:
        return name not in self._due or self._due[name][0] <= self._clock()

    def again(self, name: str) -> float:
        """It has failed; in how many seconds it is tried again."""
        wait = min(AT_LAST_SECONDS, 2 * self._due[name][1]) if name in self._due else LATER_SECONDS
        self._due[name] = self._clock() + wait, wait
        return wait

    def forget(self, name: str) -> None:
        self._due.pop(name, None)
