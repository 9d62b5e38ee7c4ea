"""A stage whose people follow a script, in virtual time: a call of ten minutes is over in a millisecond."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from appliance.calls.leg import OfferOutcome
from appliance.prompts.catalogue import Sentence
from appliance.simulator import simulation_events as on
from appliance.simulator.clock import VirtualClock
from appliance.simulator.people import Caller, Phone, no_answer

LETTERS_PER_SECOND = 15.0  # Pico's pace in French, measured on the catalogue: 14 to 16
DIAL_SECONDS = 1.0  # from the dialling to the first ring
KEY_SECONDS = 0.4  # from one key to the next
REACTION_SECONDS = 1.0  # from the end of a question to the first key
LAST_WORD_SECONDS = 1.0  # from the end of what one says to the hash key


def estimated_seconds(sentence: Sentence) -> float:
    """About how long this sentence takes to say, when nobody has built it."""
    return round(0.5 + len(sentence.text) / LETTERS_PER_SECOND, 1)


@dataclass(frozen=True)
class Seen:
    """Something heard or seen, and when: seconds of the stage's clock."""

    at: float
    cue: on.Cue


class ScriptedStage:
    """The people of one call. `phones`: by number; a number that is not there rings in an empty room.

    `clock` and `engaged` (the numbers in use) are shared by calls that are played together. `acts`: what else people
    do, each so many seconds after the pick-up.
    """

    def __init__(
        self,
        caller: Caller,
        phones: Mapping[str, Phone],
        clock: VirtualClock | None = None,
        seconds_of: Callable[[Sentence], float] = estimated_seconds,
        engaged: set[str] | None = None,
        acts: Sequence[tuple[float, on.Act]] = (),
    ) -> None:
        self.caller = caller
        self.phones = phones
        self.clock = clock or VirtualClock()
        self.seconds_of = seconds_of
        self.seen: list[Seen] = []
        self._engaged = set() if engaged is None else engaged
        self._ours: set[str] = set()
        self._other_acts = acts
        self._acts: list[tuple[float, int, on.Act]] = []
        self._order = itertools.count()
        self._answers = iter(caller.answers)
        self._until = math.inf
        self._begun = False
        self._last_word: int | None = None

    def now(self) -> float:
        return self.clock.seconds

    def next_act(self, until: float) -> on.Act | None:
        self._until = until
        self.clock.sleep(self)
        if self._acts and self._acts[0][0] <= until:
            return heapq.heappop(self._acts)[2]
        return None

    def wakes_at(self) -> float:
        return min(self._until, self._acts[0][0]) if self._acts else self._until

    def tell(self, cue: on.Cue) -> None:
        self.seen.append(Seen(self.now(), cue))
        match cue:
            case on.CallIsAnswered() | on.CallRingsOn():
                self._caller_begins()
            case on.CallerIsAsked():
                self._caller_answers(cue)
            case on.CallerMaySpeak():
                self._caller_speaks()
            case on.RecordingEnds():
                self._caller_was_cut_short()
            case on.PhoneIsDialled():
                self._phone_is_dialled(cue.phone)
            case on.PhoneIsReleased() | on.ConversationEnds():
                self._forget(cue.phone)

    def _caller_begins(self) -> None:
        if self._begun:
            return
        self._begun = True
        for at, key in self.caller.presses:
            self._plan(at, on.CallerPresses(key))
        if self.caller.hangs_up_at is not None:
            self._plan(self.caller.hangs_up_at, on.CallerHangsUp())
        for at, act in self._other_acts:
            self._plan(at, act)

    def _caller_answers(self, question: on.CallerIsAsked) -> None:
        speech = 0.0 if self.caller.early else sum(map(self.seconds_of, question.sentences))
        for number, key in enumerate(next(self._answers, "")):
            self._plan(speech + REACTION_SECONDS + number * KEY_SECONDS, on.CallerPresses(key))

    def _caller_speaks(self) -> None:
        if self.caller.says:
            self._plan(REACTION_SECONDS, on.CallerSpeaks())
            self._plan(REACTION_SECONDS + self.caller.says, on.CallerFallsSilent())
        if self.caller.ends_message_with_key:
            self._last_word = self._plan(REACTION_SECONDS + self.caller.says + LAST_WORD_SECONDS, on.CallerPresses("#"))

    def _caller_was_cut_short(self) -> None:
        """Whoever is stopped before they have said all does not type the key that would have ended it."""
        self._acts = [entry for entry in self._acts if entry[1] != self._last_word]
        heapq.heapify(self._acts)

    def _phone_is_dialled(self, phone: str) -> None:
        behaviour = self.phones.get(phone, no_answer())
        if phone in self._engaged:
            self._plan(DIAL_SECONDS, on.PhoneFails(phone, OfferOutcome.BUSY))
            return
        self._engaged.add(phone)
        self._ours.add(phone)
        if behaviour.fails is not None and not behaviour.fails_after:
            self._plan(DIAL_SECONDS, on.PhoneFails(phone, behaviour.fails))
            return
        self._plan(DIAL_SECONDS, on.PhoneRings(phone))
        if behaviour.fails is not None:
            self._plan(DIAL_SECONDS + behaviour.fails_after, on.PhoneFails(phone, behaviour.fails))
        if behaviour.answers_after is not None:
            self._plan(DIAL_SECONDS + behaviour.answers_after, on.PhoneAnswers(phone))
            self._plan_after_answer(phone, behaviour, DIAL_SECONDS + behaviour.answers_after)

    def _plan_after_answer(self, phone: str, behaviour: Phone, answered: float) -> None:
        for after, key in behaviour.keys:
            self._plan(answered + after, on.PhonePresses(phone, key))
        if behaviour.hangs_up_after is not None:
            self._plan(answered + behaviour.hangs_up_after, on.PhoneHangsUp(phone))

    def _forget(self, phone: str) -> None:
        """This telephone is free again, and what was planned for it will not be."""
        if phone in self._ours:
            self._ours.discard(phone)
            self._engaged.discard(phone)
        self._acts = [entry for entry in self._acts if getattr(entry[2], "phone", None) != phone]
        heapq.heapify(self._acts)

    def _plan(self, after: float, act: on.Act) -> int:
        """Returns the act's place in the order of those planned."""
        place = next(self._order)
        heapq.heappush(self._acts, (self.now() + after, place, act))
        return place
