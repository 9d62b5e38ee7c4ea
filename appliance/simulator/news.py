"""What the spectators of a simulated call are told: small records, numbered, kept while the call is of interest."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gevent.queue import Empty, Queue

ENDED_CALLS_KEPT = 20


@dataclass(frozen=True)
class News:
    """One thing told. `at`: seconds since the call began."""

    number: int
    call: str
    at: float
    kind: str
    facts: dict[str, Any]


class Broadcast:
    """News for every spectator, those who come late included."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._calls: OrderedDict[str, list[News]] = OrderedDict()
        self._living: set[str] = set()
        self._spectators: set[Queue[News]] = set()

    def open(self, call: str) -> None:
        """A call begins."""
        self._calls[call] = []
        self._living.add(call)
        while len(self._calls) - len(self._living) > ENDED_CALLS_KEPT:
            del self._calls[next(one for one in self._calls if one not in self._living)]

    def tell(self, call: str, at: float, kind: str, **facts: Any) -> None:
        """Tell everybody, at once."""
        news = News(next(self._numbers), call, round(at, 2), kind, facts)
        self._calls[call].append(news)
        for spectator in self._spectators:
            spectator.put(news)

    def close(self, call: str) -> None:
        """A call has ended: who comes later is not told of it."""
        self._living.discard(call)

    def of(self, call: str) -> list[News]:
        """All that was told of a call."""
        return list(self._calls.get(call, ()))

    def follow(self, after: int | None, patience: float) -> Iterator[News | None]:
        """News as they come, from number `after`, or from the beginning of the calls that live now.

        None each time `patience` seconds pass with nothing to tell.
        """
        queue: Queue[News] = Queue()
        for news in self._missed(after):
            queue.put(news)
        self._spectators.add(queue)
        try:
            while True:
                try:
                    yield queue.get(timeout=patience)
                except Empty:
                    yield None
        finally:
            self._spectators.discard(queue)

    def _missed(self, after: int | None) -> list[News]:
        if after is None:
            told = [news for call in self._living for news in self._calls[call]]
        else:
            told = [news for kept in self._calls.values() for news in kept if news.number > after]
        return sorted(told, key=lambda news: news.number)
