"""The clock of the demonstration's calls: the wall's, faster when one asks for it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Protocol, cast

import gevent
from gevent.queue import Empty, Queue

from appliance.simulator import simulation_events as on


class Clock(Protocol):
    """Seconds of the calls' time. `pace`: how many of them pass in one second of whoever watches."""

    pace: float

    def now(self) -> float:
        """Seconds since an origin of its own."""

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Do this after so many seconds."""

    def next_of(self, acts: Queue[on.Act], until: float) -> on.Act | None:
        """The next act of the queue, or None when `until` has come first."""


class WallClock:
    """The one of the page. Implements `Clock`."""

    def __init__(self, pace: float = 1.0) -> None:
        self.pace = pace

    def now(self) -> float:
        return time.monotonic() * self.pace

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        gevent.spawn_later(seconds / self.pace, work)

    def next_of(self, acts: Queue[on.Act], until: float) -> on.Act | None:
        wait = None if math.isinf(until) else max(0.0, (until - self.now()) / self.pace)
        try:
            return cast(on.Act, acts.get(timeout=wait))
        except Empty:
            return None
