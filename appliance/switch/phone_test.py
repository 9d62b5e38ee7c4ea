"""A telephone rung to be told something and to ask for a key: no caller is there, and no agent is rung for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gevent.event import Event

from appliance.calls.leg import OfferOutcome
from appliance.switch.offering import OVER, hang_up
from appliance.switch.patience import Patience
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring
from appliance.switch.speaking import SpeakingLeg

RING_SECONDS = 25


@dataclass(frozen=True)
class PhoneWords:
    """The files of what is said: what to press, and that it was heard."""

    ask: list[Path]
    done: list[Path]


def try_phone(
    dialler: Dialler, phone: str, presented: str | None, words: Callable[[], PhoneWords], stop: Event
) -> OfferOutcome:
    """Ring this telephone (E.164) and ask for 1. ACCEPTED when it was pressed; else as an offer would end:
    UNCONFIRMED once somebody, or a machine, has answered.

    `presented`: the number that it shows, E.164; None: as the trunk presents by itself. `stop` ends the ringing.
    """
    shown = PresentedIdentity(str(uuid.uuid4()), presented, None, for_caller=False)
    with ring(dialler, phone, RING_SECONDS, shown, stop, lambda: None) as answered:
        if isinstance(answered, Unanswered):
            return answered.outcome
        leg = SpeakingLeg(answered[0])
        try:
            with suppress(*OVER):
                return _asked(leg, words())
            return OfferOutcome.UNCONFIRMED
        finally:
            leg.release()
            hang_up(leg)


def _asked(leg: SpeakingLeg, words: PhoneWords) -> OfferOutcome:
    """Ask until 1 is pressed; any other key, and silence, repeat."""
    leg.prepare()
    patience = Patience(leg.clock)
    while patience.left:
        leg.play(words.ask, until_key=True, deadline=patience.deadline)
        if leg.key(patience.heard()) == "1":
            with suppress(*OVER):  # the key is what was tried, whether or not its owner stays to be thanked
                leg.play(words.done)
            return OfferOutcome.ACCEPTED
    return OfferOutcome.UNCONFIRMED
