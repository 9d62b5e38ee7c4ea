"""Who picked up a telephone of trial: its owner, or the telephone itself, which screens its calls. Pure."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

SOON_SECONDS = 3.0  # from the first ringing: seldom a hand
LONG_SECONDS = 12.0  # from the pick-up to the key: whoever had picked up would have typed it long before


class PickUp:
    """The moments of one telephone. `clock`: seconds that only go forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rang = self._answered = self._keyed = math.inf

    def rings(self) -> None:
        """It rings."""
        self._rang = self._clock()

    def is_answered(self) -> None:
        """It has answered, rung or not."""
        self._answered = self._clock()

    def is_keyed(self) -> None:
        """The key was pressed."""
        self._keyed = self._clock()

    @property
    def screened(self) -> bool:
        """Whether it has most likely answered by itself: at once, and nobody pressed a key but long after."""
        if self._answered == math.inf:
            return False
        at_once = self._answered - min(self._rang, self._answered) <= SOON_SECONDS
        return at_once and self._keyed - self._answered >= LONG_SECONDS
