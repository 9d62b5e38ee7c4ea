"""A telephone rung to be told something and to ask for a key: no caller is there, and no agent is rung for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from gevent.event import Event

from appliance.calls.leg import OfferOutcome
from appliance.switch.hearing import OVER, hang_up
from appliance.switch.patience import Patience
from appliance.switch.pick_up import PickUp
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring
from appliance.switch.speaking import SpeakingLeg
from appliance.switch.transport import LegSocket

RING_SECONDS = 25


@dataclass(frozen=True)
class PhoneWords:
    """The files of what is said: what to press, and that it was heard."""

    ask: list[Path]
    done: list[Path]


def try_phone(
    dialler: Dialler,
    phone: str,
    presented: str | None,
    words: Callable[[], PhoneWords],
    stop: Event,
    pick_up: PickUp | None = None,
) -> OfferOutcome:
    """Ring this telephone (E.164) and ask for 1. ACCEPTED when it was pressed; else as an offer would end:
    UNCONFIRMED once somebody, or a machine, has answered.

    `presented`: the number that it shows, E.164; None: as the trunk presents by itself. `stop` ends the ringing.
    `pick_up` is told when it rings, answers, and is keyed.
    """
    shown = PresentedIdentity(str(uuid.uuid4()), presented, None, for_caller=False)
    seen = pick_up or PickUp()
    with ring(dialler, phone, RING_SECONDS, shown, stop, seen.rings) as answered:
        if isinstance(answered, Unanswered):
            return answered.outcome
        seen.is_answered()
        return _listened(answered[0], words, "1", seen)


def try_presented(
    dialler: Dialler, phone: str, presented: str | None, shows: str, words: Callable[[], PhoneWords], stop: Event
) -> OfferOutcome:
    """Ring this telephone with the number that it is to show (E.164), as if its caller had it: see `presenting`.

    ACCEPTED: it shows it; REFUSED: another, or none. Who declines the call has told neither: NO_ANSWER. `presented`:
    the line's, for a trunk that names it beside.
    """
    shown = PresentedIdentity(str(uuid.uuid4()), presented, shows, for_caller=False)
    with ring(dialler, phone, RING_SECONDS, shown, stop, lambda: None) as answered:
        if isinstance(answered, Unanswered):
            declined = answered.outcome is OfferOutcome.REFUSED
            return OfferOutcome.NO_ANSWER if declined else answered.outcome
        return _listened(answered[0], words, "12", PickUp())


def presenting(dialler: Dialler, trunk: str) -> Dialler:
    """This dialler by that trunk alone, which presents the caller whatever it presents otherwise."""
    chosen = (one for one in dialler.trunks if one.name == trunk)
    return replace(dialler, trunks=tuple(msgspec.structs.replace(one, presented_number="caller") for one in chosen))


def _listened(socket: LegSocket, words: Callable[[], PhoneWords], keys: str, pick_up: PickUp) -> OfferOutcome:
    leg = SpeakingLeg(socket)
    try:
        with suppress(*OVER):
            return _asked(leg, words(), keys, pick_up)
        return OfferOutcome.UNCONFIRMED
    finally:
        leg.release()
        hang_up(leg)


def _asked(leg: SpeakingLeg, words: PhoneWords, keys: str, pick_up: PickUp) -> OfferOutcome:
    """Ask until one of these keys is pressed, 1 or 2; any other, and silence, repeat."""
    leg.prepare()
    patience = Patience(leg.clock)
    while patience.left:
        leg.play(words.ask, until_key=True, deadline=patience.deadline)
        key = leg.key(patience.heard())
        if key is not None and key in keys:
            pick_up.is_keyed()
            with suppress(*OVER):  # the key is what was tried, whether or not its owner stays to be thanked
                leg.play(words.done)
            return OfferOutcome.ACCEPTED if key == "1" else OfferOutcome.REFUSED
    return OfferOutcome.UNCONFIRMED
