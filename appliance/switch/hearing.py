"""An agent who has answered a call that is offered to them: what they hear, and what their keys say."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gevent.event import Event

from appliance.calls.leg import Invitation, OfferOutcome
from appliance.switch.offer_prompts import OfferPrompts, OfferWithdrawal
from appliance.switch.patience import Patience
from appliance.switch.speaking import Interrupted, LegGone, SpeakingLeg
from appliance.switch.transport import CommandRefused, Disconnected, LegSocket

if TYPE_CHECKING:
    from appliance.switch.offering import Offering

RINGBACK = "tone_stream://%(1500,3500,440);loops=-1"  # the French ringing tone: 440 Hz, 1.5 s in 5 s
OVER = (LegGone, Interrupted, Disconnected, CommandRefused)  # an agent who is gone need not be told anything


@dataclass(frozen=True)
class TurnOver:
    """Told to the caller's leg: an agent's turn has ended. `leg`: the leg to join, when accepted, on that `phone`."""

    offering: object
    agent: str
    outcome: OfferOutcome
    leg: str | None = None
    phone: int = 0


class Hearing:
    """One answered leg of who is `invited`, on that `phone`. `quiet`: set once nothing needs to ring for them."""

    def __init__(self, offering: Offering, invited: Invitation, phone: int, socket: LegSocket, quiet: Event) -> None:
        self._offering, self._agent, self._phone, self._quiet = offering, invited.agent, phone, quiet
        self._language = invited.language
        self._leg = SpeakingLeg(socket)

    def interrupt(self) -> None:
        """Make them hear that it is over."""
        self._leg.interrupt()

    def run(self) -> OfferOutcome:
        """Say who is calling and why, wait for the key; hang up unless the leg is joined to the caller."""
        outcome = OfferOutcome.UNCONFIRMED
        try:
            outcome = self._listen()
            if outcome is OfferOutcome.ACCEPTED:
                self._quiet.set()
                self._offering.post(TurnOver(self._offering, self._agent, outcome, self._leg.uuid, self._phone))
                outcome = self._joined()
        finally:
            self._leg.release()
            if outcome is not OfferOutcome.ACCEPTED:
                hang_up(self._leg)
        return outcome

    def _joined(self) -> OfferOutcome:
        """Wait until the caller's side has joined this leg; if it could not, say that the caller has left."""
        offering, leg = self._offering, self._leg
        with suppress(*OVER):
            if offering.ringback:
                leg.start_tone(RINGBACK)
        if offering.joined.get():
            return OfferOutcome.ACCEPTED
        if leg.socket.hung_up.is_set():
            return OfferOutcome.UNCONFIRMED
        with suppress(*OVER):
            leg.forget_keys()
            leg.stop()
            left = offering.ending is OfferWithdrawal.CALLER_LEFT
            self._say_ending(OfferWithdrawal.CALLER_LEFT if left else OfferWithdrawal.WITHDRAWN)
        return OfferOutcome.CANCELLED

    def _listen(self) -> OfferOutcome:
        spoken = self._offering.spoken
        try:
            if spoken is None:
                return OfferOutcome.ACCEPTED if self._offering.accept(self) else OfferOutcome.CANCELLED
            self._leg.prepare()
            return self._ask(spoken(self._language))
        except Interrupted:
            self._quiet.set()
            return self._excuse()
        except (LegGone, Disconnected, CommandRefused):
            return OfferOutcome.UNCONFIRMED

    def _ask(self, spoken: OfferPrompts) -> OfferOutcome:
        """Whisper until a key says something: 1 accepts, 2 refuses, 3 and silence repeat."""
        patience = Patience(self._leg.clock)
        while patience.left and self._offering.ending is None:
            self._leg.play(spoken.whisper, until_key=True, deadline=patience.deadline)
            key = self._leg.key(patience.heard())
            if key is None:
                continue
            patience.renew()
            match key:
                case "1" if self._offering.accept(self):
                    return OfferOutcome.ACCEPTED
                case "1":
                    raise Interrupted
                case "2":
                    return self._refused(spoken)
                case "3":
                    continue
                case _:
                    _say(self._leg, spoken.unknown_key)
        if self._offering.ending is not None:
            raise Interrupted
        return OfferOutcome.UNCONFIRMED

    def _refused(self, spoken: OfferPrompts) -> OfferOutcome:
        """The next telephone rings at once; who refused is thanked meanwhile, if they stay to hear so."""
        self._quiet.set()
        self._offering.refused(self, self._agent)
        with suppress(*OVER):
            _say(self._leg, spoken.refused)
        return OfferOutcome.REFUSED

    def _excuse(self) -> OfferOutcome:
        ending = self._offering.ending or OfferWithdrawal.TAKEN
        with suppress(*OVER):
            self._leg.forget_keys()
            self._leg.stop()
            self._say_ending(ending)
        return OfferOutcome.UNCONFIRMED if ending is OfferWithdrawal.TIME_UP else OfferOutcome.CANCELLED

    def _say_ending(self, ending: OfferWithdrawal) -> None:
        if self._offering.spoken is not None:
            _say(self._leg, self._offering.spoken(self._language).endings[ending])


def hang_up(leg: SpeakingLeg) -> None:
    """End an agent's leg; it may have gone by itself. FreeSWITCH would first play to its end what it is playing."""
    with suppress(*OVER):
        leg.forget_keys()
        leg.stop()
    with suppress(Disconnected, CommandRefused):
        leg.socket.start("hangup", "NORMAL_CLEARING")


def _say(leg: SpeakingLeg, path: Path | None) -> None:
    if path is not None:
        leg.play([path])
