"""How far the thread of the journal has come with what calls gave it, for those who wait for it in the hub."""

from __future__ import annotations

from collections.abc import Callable

import gevent
from gevent.event import Event

NOT_BEGUN = -1  # what an earlier process left is not yet written either


class WrittenSoFar:
    """Records put by the hub's greenlets, and how many of them the thread has in the database."""

    def __init__(self) -> None:
        self._put, self._written = 0, NOT_BEGUN
        self._waiters: list[tuple[int, Event]] = []
        self._news = gevent.get_hub().loop.async_(ref=False)
        self._news.start(self._tell)

    def one_more(self) -> None:
        """A record was put. In the hub."""
        self._put += 1

    def up_to(self, written: int) -> None:
        """So many of those put are in the database. In the thread."""
        self._written = written
        if self._waiters:
            self._news.send()

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for what was put. Anywhere."""
        return bool(self._waiters)

    def wait(self, seconds: float, hurry: Callable[[], None]) -> bool:
        """Wait for what was put so far, having told the thread with `hurry`. False: it took longer. In a greenlet."""
        if self._written >= self._put:
            return True
        waiter = self._put, Event()
        self._waiters.append(waiter)
        try:
            hurry()
            return bool(waiter[1].wait(seconds))
        finally:
            self._waiters.remove(waiter)

    def _tell(self) -> None:
        for last, told in self._waiters:
            if last <= self._written:
                told.set()
