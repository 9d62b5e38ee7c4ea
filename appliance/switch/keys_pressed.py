"""The keys of a leg, told to whoever listens to it, without a greenlet that would wait for them."""

from __future__ import annotations

from collections.abc import Callable

MOST_WAITING = 500


class KeysPressed:
    """One listener at a time. Keys that come while nobody listens wait for who will, as many as 500."""

    def __init__(self) -> None:
        self._waiting: list[str] = []  # nearly always empty: a deque would take ten times as much
        self._listener: Callable[[str], None] | None = None

    def put(self, digit: str) -> None:
        """A key has come. From the hub: a listener does not wait."""
        if self._listener is not None:
            self._listener(digit)
        elif len(self._waiting) < MOST_WAITING:
            self._waiting.append(digit)

    def listen(self, listener: Callable[[str], None]) -> None:
        """Tell those that wait, then each as it comes."""
        self._listener = listener
        waiting, self._waiting = self._waiting, []
        for digit in waiting:
            listener(digit)

    def leave(self, listener: Callable[[str], None]) -> None:
        """This one wants no more of them; another may have come in its place."""
        if self._listener == listener:
            self._listener = None
