"""An agent who has asked for another: they wait, on a connection of their own, for what becomes of their caller."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import gevent
from gevent.event import Event
from gevent.lock import BoundedSemaphore

from appliance.switch.bridging import HUNG_UP
from appliance.switch.hearing import OVER, hang_up
from appliance.switch.pending_legs import Arrival
from appliance.switch.speaking import Interrupted, SpeakingLeg

ARRIVAL_SECONDS = 3.0
RINGING = "tone_stream://%(1500,3500,440);loops=2"  # no endless one: should we die, their leg ends with it
LAST_WORDS_SECONDS = 8.0
ALONG_AGAIN_SECONDS = 0.2  # the caller may be on their way from one leg to another

Words = Callable[[], list[Path]]


class AgentApart:
    """`arrival`: their leg, coming back to us; `words`: what they hear first, then it rings.

    `gone` is set once they have hung up.
    """

    def __init__(self, arrival: Arrival, words: Words) -> None:
        self.gone = Event()
        self._arrival = arrival
        self._leg: SpeakingLeg | None = None
        self._here = Event()  # their leg has come, or never will
        self._speaking = BoundedSemaphore()
        self._let_go = False
        self._left: Callable[[], None] = lambda: None
        self._over = Event()  # nothing is said to them any more
        self._hears = gevent.spawn(self._arrive, words)

    @property
    def hung_up(self) -> bool:
        """Of one who is gone: whether they did it themselves, and were not lost with their page."""
        return self._leg is not None and self._leg.socket.cause == HUNG_UP

    def hears(self, words: Words) -> bool:
        """Say this, to its end, in the place of the ringing tone. False: they have left."""
        with self._speaking, suppress(*OVER):
            leg = self._stopped()
            if leg is not None:
                leg.play(words())
                return True
        self.gone.set()
        return False

    def talks_along(self, caller: str, left: Callable[[], None]) -> bool:
        """Have them with the caller and whom they talk to, all three; `left` if they hang up. False: they had."""
        with suppress(*OVER):
            leg = self._stopped()
            if leg is not None and not self.gone.is_set():
                self._left = left
                self._hears = gevent.spawn(self._until_gone, lambda: _along(leg, caller))
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
        self._hears.kill(block=False)
        if self._leg is not None:
            self._leg.release()
        self._arrival.done.set()
        self._over.set()

    def wait_over(self) -> None:
        """Wait until they have heard the last word; who was told none is hung up."""
        self._left = lambda: None
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
        if self._leg is not None and not self._hears.ready():
            self._leg.interrupt()
        self._hears.join()
        if self._leg is not None:
            self._leg.forget_keys()
            self._leg.stop()
        return self._leg

    def _arrive(self, words: Words) -> None:
        gevent.wait([self._arrival.socket], timeout=ARRIVAL_SECONDS)
        if self._arrival.socket.ready():
            leg = self._leg = SpeakingLeg(self._arrival.socket.get())
            self._here.set()
            self._until_gone(lambda: _ring(leg, words))
        else:
            self.gone.set()
            self._here.set()

    def _until_gone(self, hear: Callable[[], None]) -> None:
        """What they hear until they are interrupted, or have left."""
        try:
            hear()
        except Interrupted:
            return
        except OVER:
            self.gone.set()
            self._left()


def _ring(leg: SpeakingLeg, words: Words) -> None:
    leg.play(words())
    while True:
        leg.play([RINGING])


def _along(leg: SpeakingLeg, caller: str) -> None:
    while True:
        leg.talk_along(caller)
        leg.next(ALONG_AGAIN_SECONDS)
