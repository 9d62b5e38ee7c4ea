"""An agent who hands their caller over: they wait, on a connection of their own, for another to take them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import gevent
from gevent.event import Event
from gevent.lock import BoundedSemaphore

from appliance.switch.offering import OVER, hang_up
from appliance.switch.pending_legs import Arrival
from appliance.switch.speaking import Interrupted, SpeakingLeg

ARRIVAL_SECONDS = 3.0
RINGING = "tone_stream://%(1500,3500,440);loops=2"  # no endless one: should we die, their leg ends with it
LAST_WORDS_SECONDS = 8.0

Words = Callable[[], list[Path]]


class AgentApart:
    """`arrival`: their leg, coming back to us; `words`: what they hear first, then it rings.

    `gone` is set once they have hung up.
    """

    def __init__(self, arrival: Arrival, words: Words) -> None:
        self.gone = Event()
        self._arrival, self._words = arrival, words
        self._leg: SpeakingLeg | None = None
        self._here = Event()  # their leg has come, or never will
        self._speaking = BoundedSemaphore()
        self._let_go = False
        self._over = Event()  # nothing is said to them any more
        self._waiting = gevent.spawn(self._wait)

    def hears(self, words: Words) -> bool:
        """Say this, to its end, in the place of the ringing tone. False: they have left."""
        with self._speaking, suppress(*OVER):
            leg = self._stopped()
            if leg is not None:
                leg.play(words())
                return True
        self.gone.set()
        return False

    def let_go(self, words: Words, freed: Callable[[], None]) -> bool:
        """Say this and hang up, at once for whoever calls; `freed` then. False: they had left."""
        if self.gone.is_set():
            return False
        self._let_go = True
        gevent.spawn(self._leave, words, freed)
        return True

    def is_joined(self) -> None:
        """Their leg is with the caller again: it needs no connection."""
        if self._leg is not None:
            self._leg.release()
        self._arrival.done.set()
        self._over.set()

    def wait_over(self) -> None:
        """Wait until they have heard the last word; who was told none is hung up."""
        if not self._let_go and not self._over.is_set() and not self.let_go(list, lambda: None):
            self.is_joined()
        self._over.wait(LAST_WORDS_SECONDS)

    def _leave(self, words: Words, freed: Callable[[], None]) -> None:
        try:
            self.hears(words)
            if self._leg is not None:
                hang_up(self._leg)
        finally:
            self.is_joined()
            freed()

    def _stopped(self) -> SpeakingLeg | None:
        """Their leg, which hears nothing any more; None if it has not come back."""
        self._here.wait()
        if self._leg is not None and not self._waiting.ready():
            self._leg.interrupt()
        self._waiting.join()
        if self._leg is not None:
            self._leg.forget_keys()
            self._leg.stop()
        return self._leg

    def _wait(self) -> None:
        gevent.wait([self._arrival.socket], timeout=ARRIVAL_SECONDS)
        if self._arrival.socket.ready():
            self._leg = SpeakingLeg(self._arrival.socket.get())
        self._here.set()
        with suppress(Interrupted):
            if self._leg is None or not self._rings_on(self._leg):
                self.gone.set()

    def _rings_on(self, leg: SpeakingLeg) -> bool:
        """Until they are interrupted, or have left: False."""
        try:
            leg.play(self._words())
            while True:
                leg.play([RINGING])
        except Interrupted:
            raise
        except OVER:
            return False
