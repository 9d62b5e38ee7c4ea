"""A clock of the demonstration that moves only when everybody waits: no test depends on how fast the machine is."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable

import gevent
from gevent.queue import Queue

from appliance.simulator import simulation_events as on


class SteppedClock:
    """Implements `Clock`. The calls and whoever steps are on one hub."""

    pace = 1.0

    def __init__(self) -> None:
        self._now = 0.0
        self._turn = itertools.count()
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._put_off: set[int] = set()

    def now(self) -> float:
        return self._now

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        self._at(self._now + seconds, work)

    def next_of(self, acts: Queue[on.Act], until: float) -> on.Act | None:
        if acts.empty() and until <= self._now:
            return None
        alarm = None if math.isinf(until) else self._at(until, lambda: acts.put(None))  # type: ignore[arg-type]
        act: on.Act | None = acts.get()
        if act is not None and alarm is not None:
            self._put_off.add(alarm)
        return act

    def step(self) -> bool:
        """Let everybody do what they can now; if that was nothing, the next thing due is done. False: nothing is."""
        gevent.idle()
        while self._due:
            self._now, turn, work = heapq.heappop(self._due)
            if turn not in self._put_off:
                work()
                gevent.idle()
                return True
        return False

    def _at(self, moment: float, work: Callable[[], object]) -> int:
        turn = next(self._turn)
        heapq.heappush(self._due, (moment, turn, work))
        return turn
