"""How often whoever waits for work looks for it: soon after something was written, now and then where nothing was."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from typing import Protocol

import gevent
from gevent.event import Event

from appliance.in_thread import in_thread

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0

Mark = Callable[[], Hashable]


class Pace(Protocol):
    """When the next look is."""

    def wait(self, stop: Event | None = None, *, under_way: bool = False) -> bool:
        """Wait for it; True once `stop` is set. `under_way`: something goes on that nothing written will tell of."""


class Every:
    """A look every so many seconds, whatever was written."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def wait(self, stop: Event | None = None, *, under_way: bool = False) -> bool:
        if stop is not None:
            return bool(stop.wait(self._seconds))
        gevent.sleep(self._seconds)
        return False


class Beat:
    """Asks once a second, in one thread for all, what has changed, and wakes those whom it concerns.

    A mark is what changes with what is looked for; None: it may have changed. `ticks`: monotonic seconds. `first`: a
    mark that is asked before the others, which are made of it.
    """

    def __init__(self, ticks: Callable[[], float] = time.monotonic, first: Mark | None = None) -> None:
        self._ticks = ticks
        self._marks: dict[Mark, Hashable] = {} if first is None else {first: None}
        self._changes: dict[Mark, int] = dict.fromkeys(self._marks, 1)
        self._paces: list[_OnBeat] = []
        self._asking: gevent.Greenlet | None = None

    def pace(self, mark: Mark, soon: float, late: float) -> Pace:
        """For one who looks: `soon` seconds after their last look if something has changed, else `late` ones after."""
        self._marks.setdefault(mark, None)
        self._changes.setdefault(mark, 1)
        self._paces.append(_OnBeat(mark, soon, late, self._ticks))
        return self._paces[-1]

    def keep_beating(self) -> None:
        """For ever. Run it in a greenlet."""
        while True:
            gevent.sleep(BEAT_SECONDS)
            self.beat()

    def beat(self) -> None:
        """Ask once, and wake whoever is to look."""
        found = self._asked()
        for mark, known in self._marks.items():
            now = found.get(mark)
            if now is None or now != known:
                self._changes[mark] += 1
            self._marks[mark] = now
        moment = self._ticks()
        for one in self._paces:
            one.wake_if_due(self._changes[one.mark], moment)

    def _asked(self) -> dict[Mark, Hashable]:
        """Nothing is known while a disk or a database does not answer: everybody looks, as they would without us."""
        if self._asking is None or self._asking.ready():
            self._asking = gevent.spawn(in_thread, self._ask)
        self._asking.join(BEAT_SECONDS)
        return self._asking.value or {} if self._asking.ready() else {}

    def _ask(self) -> dict[Mark, Hashable]:
        return {mark: mark() for mark in list(self._marks)}


class _OnBeat:
    """The pace of one greenlet. `_seen`: the changes that its last look knew of; `_since`: None while it looks."""

    def __init__(self, mark: Mark, soon: float, late: float, ticks: Callable[[], float]) -> None:
        self.mark, self._ticks = mark, ticks
        self._soon, self._late = soon - BEAT_SECONDS / 2, late - BEAT_SECONDS / 2  # no beat is missed by a hair
        self._due = Event()
        self._seen = 0
        self._since: float | None = None
        self._under_way = False

    def wait(self, stop: Event | None = None, *, under_way: bool = False) -> bool:
        self._due.clear()
        self._since, self._under_way = self._ticks(), under_way
        gevent.wait([self._due] if stop is None else [self._due, stop], count=1)
        return stop is not None and stop.is_set()

    def wake_if_due(self, changes: int, now: float) -> None:
        """The beat: `changes` so far of its mark."""
        if self._since is None:
            return
        waited = now - self._since
        if waited >= self._late or (waited >= self._soon and (self._under_way or changes != self._seen)):
            self._seen, self._since = changes, None
            self._due.set()
