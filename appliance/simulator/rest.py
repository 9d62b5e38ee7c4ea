"""What a caller who waits hears, and when: a sentence or two, then music with a spoken word now and then."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import cycle

from appliance.prompts.catalogue import HOLD_WORDS, Sentence, say
from appliance.simulator import simulation_events as on

MUSIC_SECONDS = 20.0  # between two spoken words


class Rest:
    """A wait that goes on until somebody ends it. `next_at`: when there is something new to hear; `silent`: never."""

    def __init__(self, stage: on.Stage, sentences: Sequence[Sentence], language: str, *, silent: bool = False) -> None:
        self._stage = stage
        self._had, self._first = list(sentences), deque(sentences)
        self._programme = (
            iter([(math.inf, on.CallerHearsNothing())]) if silent else programme(stage, self._first, language)
        )
        self.next_at, self._next = next(self._programme)
        self.go_on()

    def add(self, sentences: Sequence[Sentence]) -> None:
        """Have those that this wait had not said after its own."""
        new = [sentence for sentence in sentences if sentence not in self._had]
        self._had += new
        self._first += new

    def go_on(self) -> None:
        """Let the caller hear what is due."""
        while self.next_at <= self._stage.now():
            self._stage.tell(self._next)
            self.next_at, self._next = next(self._programme)


def programme(stage: on.Stage, first: deque[Sentence], language: str) -> Iterator[tuple[float, on.Cue]]:
    """Each thing to hear and when it begins, without end. `language`: of the spoken words."""
    at = stage.now()
    while first:
        seconds = stage.seconds_of(sentence := first.popleft())
        yield at, on.CallerHears(sentence, seconds)
        at += seconds
    yield at, on.CallerHearsMusic(language)
    for word in (say(name, language) for name in cycle(HOLD_WORDS)):
        at += MUSIC_SECONDS
        seconds = stage.seconds_of(word)
        yield at, on.CallerHears(word, seconds, over_music=True)
        at += seconds
