"""What a caller hears while they wait, and the key by which they ask to leave a message instead."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from appliance.calls.typing_pace import TYPING_SECONDS
from appliance.prompts.languages import USUAL
from appliance.switch.speaking import Key, SpeakingLeg
from appliance.switch.voice import Voice

SHORTEST_ROUND_SECONDS = 0.5  # music that ends at once is a file that FreeSWITCH cannot read
MESSAGE_KEY = "*"
WAITING = "tone_stream://%(1500,3500,440);loops=1"  # once, then the music is looked for again


class HoldMusic:
    """One caller's, round after round. `language`: that of the words between two rounds."""

    def __init__(self, leg: SpeakingLeg, voice: Voice) -> None:
        self.language = USUAL
        self.silent = False  # the caller is not answered: sound would be early media, which a machine may take for one
        self._leg, self._voice = leg, voice
        self._plays = False
        self._first_words: deque[Path] = deque()
        self._had: set[Path] = set()  # of this wait, said or still to be said
        self._round_began = -math.inf

    def begin(self, words: Sequence[Path] = ()) -> None:
        """Have the caller wait, first in these words; of a wait that has begun, those that it had not come after."""
        if self._plays:
            self._add(words)
            return
        self._leg.stop()
        self._leg.let_keys_go(TYPING_SECONDS)
        self._plays = True
        self._had.clear()
        self._add(words)
        self._go_round()

    def _add(self, words: Sequence[Path]) -> None:
        self._first_words.extend(word for word in words if word not in self._had)
        self._had.update(words)

    def stop(self) -> None:
        """The wait is over; what was typed during it says nothing."""
        if self._plays:
            self._leg.stop()
            self._leg.forget_keys()
            self._first_words.clear()
            self._plays = False

    def is_over(self) -> None:
        """Something else has stopped it: the next wait begins anew."""
        self._plays = False

    def asked_for_message(self, message: object | None) -> bool:
        """True for the key that asks for the message; keeps the music going round."""
        if self.silent:
            return False
        if self._leg.finished(message):
            self._go_round()
        return isinstance(message, Key) and not self._leg.lets_go() and message.digit == MESSAGE_KEY

    def _go_round(self) -> None:
        """Play what is to be said first, then the music, once more; a tone while there is none. Nobody waits for it."""
        if self.silent:
            return
        music = self._first_words.popleft() if self._first_words else self._voice.hold_cycle(self.language)
        unreadable = self._leg.clock() - self._round_began < SHORTEST_ROUND_SECONDS
        self._round_began = self._leg.clock()
        if music is None or unreadable:
            self._leg.start_tone(WAITING)
        else:
            self._leg.start(music)
