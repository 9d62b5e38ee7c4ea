"""How long an answered telephone is waited for (design, law 2). Whoever listens to the end is never cut short."""

from __future__ import annotations

from collections.abc import Callable

from appliance.calls.ringing_times import AGAIN_SECONDS, CONFIRM_SECONDS


class Patience:
    """Runs from the end of the first hearing; a key gives it back whole, from the end of the hearing after it.

    A repetition that nobody asked for may be cut at its end, what a key asks for is not. `clock`: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.deadline: float | None = None  # None: what is being said is heard to its end

    @property
    def left(self) -> bool:
        """Whether there is a reason to wait on."""
        return self.deadline is None or self._clock() < self.deadline

    def heard(self) -> float:
        """It was said once; how long to wait for a key before it is said again."""
        if self.deadline is None:
            self.deadline = self._clock() + CONFIRM_SECONDS
        return min(AGAIN_SECONDS, max(0.0, self.deadline - self._clock()))

    def renew(self) -> None:
        """A key was pressed: somebody is there."""
        self.deadline = None
