"""Virtual time: it jumps to the next thing that happens, in one call or in several played together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from greenlet import greenlet


class Sleeper(Protocol):
    """Something that the clock wakes: it says when, as the plans may change while it sleeps."""

    def wakes_at(self) -> float:
        """The moment of the clock at which it has something to do."""


class VirtualClock:
    """Seconds that cost nothing. Calls played with `together` share it; a call alone needs nothing more."""

    def __init__(self, start: float = 0.0) -> None:
        self.seconds = start
        self._sleepers: dict[greenlet, Sleeper] = {}
        self._conductor: greenlet | None = None

    def sleep(self, sleeper: Sleeper) -> None:
        """Let time pass until this sleeper has something to do."""
        if self._conductor is None:
            self.seconds = max(self.seconds, sleeper.wakes_at())
            return
        self._sleepers[greenlet.getcurrent()] = sleeper
        self._conductor.switch()

    def together(self, *calls: Callable[[], Any]) -> list[Any]:
        """Run these calls in one and the same time; what each returned, in order. An error in one ends all."""
        results: dict[int, Any] = {}
        self._conductor = greenlet.getcurrent()
        try:
            for number, call in enumerate(calls):
                greenlet(lambda number=number, call=call: results.__setitem__(number, call())).switch()
            while self._sleepers:
                first = min(self._sleepers, key=lambda one: self._sleepers[one].wakes_at())
                self.seconds = max(self.seconds, self._sleepers.pop(first).wakes_at())
                first.switch()
        finally:
            self._sleepers.clear()
            self._conductor = None
        return [results[number] for number in range(len(calls))]
