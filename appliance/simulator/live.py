"""A stage whose people are at their browser: acts come when somebody clicks, and the clock is the wall's."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from gevent.queue import Empty, Queue

from appliance.prompts.catalogue import Sentence
from appliance.simulator import stage as on


class LiveStage:
    """The people of one call, played by hand. `pace`: seconds of the call in one second of the wall clock.

    Cues go to `audience` at once; `measure` gives the duration of a sentence's sound.
    """

    def __init__(
        self, audience: Callable[[on.Cue], None], measure: Callable[[Sentence], float], pace: float = 1.0
    ) -> None:
        self.pace = pace
        self._audience = audience
        self._measure = measure
        self._began = time.monotonic()
        self._acts: Queue[on.Act] = Queue()

    def now(self) -> float:
        return (time.monotonic() - self._began) * self.pace

    def act(self, act: on.Act) -> None:
        """Somebody does this, now."""
        self._acts.put(act)

    def next_act(self, until: float) -> on.Act | None:
        wait = None if math.isinf(until) else max(0.0, (until - self.now()) / self.pace)
        try:
            return self._acts.get(timeout=wait)
        except Empty:
            return None

    def seconds_of(self, sentence: Sentence) -> float:
        return self._measure(sentence)

    def tell(self, cue: on.Cue) -> None:
        self._audience(cue)
