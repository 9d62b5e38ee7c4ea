"""The telephones of the demonstration: which are off or engaged, and which call each one belongs to now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from appliance.calls.leg import OfferOutcome
from appliance.simulator import simulation_events as on

DIAL_SECONDS = 0.8  # from the dialling to what the network answers


class Reach(StrEnum):
    """How the network finds a telephone, as its owner set it."""

    NORMAL = "normal"
    BUSY = "busy"
    OFF = "off"


FAILURES = {Reach.BUSY: OfferOutcome.BUSY, Reach.OFF: OfferOutcome.UNREACHABLE}


@dataclass
class Telephone:
    """One number. `act`: how to reach the call that holds it, None when it is free."""

    number: str
    reach: Reach = Reach.NORMAL
    act: Callable[[on.Act], None] | None = None
    call: str | None = None
    voicemail: int = 0  # counts the times a voicemail picked up, so that a late hang-up finds its own


class Telephones:
    """Every number that a call has rung, or that somebody has set."""

    def __init__(self, later: Callable[[float, Callable[[], None]], object]) -> None:
        self._later = later
        self._by_number: dict[str, Telephone] = {}

    def __getitem__(self, number: str) -> Telephone:
        return self._by_number.setdefault(number, Telephone(number))

    def dial(self, number: str, call: str, act: Callable[[on.Act], None]) -> None:
        """A call dials this number: the network answers it a little later."""
        phone = self[number]
        if phone.act is not None:
            answer: on.Act = on.PhoneFails(number, OfferOutcome.BUSY)
        elif phone.reach in FAILURES:
            answer = on.PhoneFails(number, FAILURES[phone.reach])
        else:
            phone.act, phone.call = act, call
            answer = on.PhoneRings(number)
        self._later(DIAL_SECONDS, lambda: act(answer))

    def release(self, number: str, call: str) -> None:
        """The call leaves this number, if it held it."""
        phone = self[number]
        if phone.call == call:
            phone.act, phone.call = None, None

    def free(self, call: str) -> None:
        """A call is over: it holds no number any more."""
        for phone in self._by_number.values():
            self.release(phone.number, call)

    def perform(self, act: on.PhoneAct) -> bool:
        """Somebody does this on a telephone; False if no call is there to notice."""
        phone = self[act.phone]
        if phone.act is None:
            return False
        phone.act(act)
        return True

    def let_voicemail_answer(self, number: str, seconds: float) -> bool:
        """A voicemail picks up, talks for so long and hangs up by itself."""
        if not self.perform(on.PhoneAnswers(number)):
            return False
        phone = self[number]
        phone.voicemail += 1
        this_one, call = phone.voicemail, phone.call

        def ends() -> None:
            if (phone.voicemail, phone.call) == (this_one, call):
                self.perform(on.PhoneHangsUp(number))

        self._later(seconds, ends)
        return True
