"""A stage whose people are at their browser: acts come when somebody clicks."""

from __future__ import annotations

from collections.abc import Callable

from gevent.queue import Queue

from appliance.prompts.catalogue import Sentence
from appliance.simulator import simulation_events as on
from appliance.simulator.live_clock import Clock


class LiveStage:
    """The people of one call, played by hand, in the time of `clock`.

    Cues go to `audience` at once; `measure` gives the duration of a sentence's sound.
    """

    def __init__(self, audience: Callable[[on.Cue], None], measure: Callable[[Sentence], float], clock: Clock) -> None:
        self._audience = audience
        self._measure = measure
        self._clock = clock
        self._began = clock.now()
        self._acts: Queue[on.Act] = Queue()

    def now(self) -> float:
        return self._clock.now() - self._began

    def act(self, act: on.Act) -> None:
        """Somebody does this, now."""
        self._acts.put(act)

    def next_act(self, until: float) -> on.Act | None:
        return self._clock.next_of(self._acts, self._began + until)

    def seconds_of(self, sentence: Sentence) -> float:
        return self._measure(sentence)

    def tell(self, cue: on.Cue) -> None:
        self._audience(cue)
