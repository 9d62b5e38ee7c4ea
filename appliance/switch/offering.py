"""One call offered to several agents together: each has a turn of their own, and one at most gets the call."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import gevent
from gevent.event import AsyncResult, Event

from appliance.calls.leg import Attempt, Invitation, OfferEvent, OfferOutcome, Report, tries_next_phone
from appliance.calls.ringing_times import LAST_WHISPER_SECONDS
from appliance.run_forever import told_without_message
from appliance.switch.offer_prompts import OfferPrompts, OfferWithdrawal
from appliance.switch.patience import Patience
from appliance.switch.ringing import Dialler, PresentedIdentity, Unanswered, ring
from appliance.switch.speaking import Interrupted, LegGone, SpeakingLeg
from appliance.switch.transport import CommandRefused, Disconnected, LegSocket

log = logging.getLogger(__name__)

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


class Offering:
    """The turns of all invited agents. `post` tells the caller's leg of each turn that ends.

    `spoken` gives the files, made while the first mobile rings. None: an office number, which takes the call by
    answering, with no whisper and no key. `ringback`: who accepts hears it ring until they are joined.
    """

    def __init__(
        self,
        dialler: Dialler,
        shown: PresentedIdentity,
        spoken: Callable[[], OfferPrompts] | None,
        report: Report,
        post: Callable[[TurnOver], None],
        *,
        ringback: bool = False,
    ) -> None:
        self.dialler, self.shown, self.spoken, self.report, self.post = dialler, shown, spoken, report, post
        self.ringback = ringback
        self.ending: OfferWithdrawal | None = None
        self.joined: AsyncResult = AsyncResult()  # True: the accepted leg talks to the caller; False: it never will
        self._winner: str | None = None
        self._turns: list[Turn] = []

    def start(self, invitations: Sequence[Invitation]) -> None:
        """Begin every agent's turn at once."""
        self._turns = [Turn(self, invitation) for invitation in invitations]

    def accept(self, agent: str) -> bool:
        """An agent pressed 1: True for the first one, if the caller is still there."""
        if self._winner is not None or self.ending is not None:
            return False
        self._winner = agent
        self.withdraw(OfferWithdrawal.TAKEN)
        return True

    def taken_elsewhere(self) -> bool:
        """An agent takes the call by another way: True, and every turn ends, unless somebody has it already."""
        if self._winner is not None or self.ending is not None:
            return False
        self.withdraw(OfferWithdrawal.TAKEN)
        return True

    def stop_ringing(self) -> None:
        """No telephone may ring on; an agent who has answered may still accept."""
        for turn in self._turns:
            turn.stop.set()

    def withdraw(self, ending: OfferWithdrawal) -> None:
        """End every turn but the winner's; who is listening hears why."""
        self.ending = ending
        self.stop_ringing()
        for turn in self._turns:
            if turn.invitation.agent != self._winner:
                turn.interrupt()

    def close(self) -> None:
        """Whatever ended the offer: nothing rings for it, and nobody will be joined any more."""
        self.stop_ringing()
        if not self.joined.ready():
            self.joined.set(False)

    def wait_silent(self, seconds: float) -> None:
        """Wait until no telephone rings any more."""
        gevent.wait([turn.quiet for turn in self._turns], timeout=seconds)

    def is_over(self) -> bool:
        """Whether every agent has heard the last word."""
        return all(turn.over.is_set() for turn in self._turns)

    def wait_over(self, seconds: float) -> None:
        """Wait until every agent has heard the last word and their turn is told as ended."""
        gevent.wait([turn.over for turn in self._turns], timeout=seconds)


def stages(offering: Offering, deadline: float) -> Iterator[float]:
    """The ends of an offer: of the ringing, then of the whispers. Who accepted in the last instant has been posted; the
    caller does not wait for what the others are told after it."""
    yield deadline
    offering.stop_ringing()
    yield deadline + LAST_WHISPER_SECONDS
    offering.withdraw(OfferWithdrawal.TIME_UP)
    yield deadline + LAST_WHISPER_SECONDS


class Turn:
    """One agent's turn: their telephones in order, and the whisper on the one that answers."""

    def __init__(self, offering: Offering, invitation: Invitation) -> None:
        self.offering, self.invitation = offering, invitation
        self.stop = Event()
        self.quiet = Event()  # nothing rings for this agent now, nor will again
        self.over = Event()  # nor is anything said to them
        self._leg: SpeakingLeg | None = None
        self._greenlet = gevent.spawn(self._run)

    def interrupt(self) -> None:
        """Make an agent who is listening hear that it is over."""
        if self._leg is not None:
            self._leg.interrupt()

    def _run(self) -> None:
        outcome, phones = OfferOutcome.UNREACHABLE, self.invitation.phones
        try:
            for index, phone in enumerate(phones):
                outcome = self._one_phone(index, phone, last=index == len(phones) - 1)
                if not tries_next_phone(outcome) or self.stop.is_set():
                    break
        except Exception as error:  # noqa: BLE001 - a bug in one turn must end as an outcome: the caller waits for it
            log.error("an agent's turn failed: %s", told_without_message(error))
            outcome = OfferOutcome.UNREACHABLE
        finally:
            self.quiet.set()
            self.over.set()
            self.offering.post(TurnOver(self.offering, self.invitation.agent, outcome))

    def _one_phone(self, index: int, phone: str, *, last: bool) -> OfferOutcome:
        self._tell(index, OfferEvent.DIALLED)
        seconds, shown = self.invitation.ring_seconds, self.offering.shown
        outcome = OfferOutcome.CANCELLED
        try:
            with ring(
                self.offering.dialler, phone, seconds, shown, self.stop, lambda: self._tell(index, OfferEvent.RINGING)
            ) as answered:
                if isinstance(answered, Unanswered):
                    outcome = answered.outcome
                else:
                    self._tell(index, OfferEvent.ANSWERED)
                    if last:
                        self.quiet.set()
                    outcome = self._whisper(answered[0], index)
        finally:
            self._tell(index, OfferEvent.ENDED, outcome)
        return outcome

    def _whisper(self, socket: LegSocket, phone: int) -> OfferOutcome:
        """Say who is calling and why, wait for the key; hang up unless the leg is joined to the caller."""
        leg = self._leg = SpeakingLeg(socket)
        outcome = OfferOutcome.UNCONFIRMED
        try:
            outcome = self._listen(leg)
            if outcome is OfferOutcome.ACCEPTED:
                self.quiet.set()
                self.offering.post(TurnOver(self.offering, self.invitation.agent, outcome, leg.uuid, phone))
                outcome = self._joined(leg)
        finally:
            self._leg = None
            leg.release()
            if outcome is not OfferOutcome.ACCEPTED:
                hang_up(leg)
        return outcome

    def _joined(self, leg: SpeakingLeg) -> OfferOutcome:
        """Wait until the caller's side has joined this leg; if it could not, say that the caller has left."""
        with suppress(*OVER):
            if self.offering.ringback:
                leg.start_tone(RINGBACK)
        if self.offering.joined.get():
            return OfferOutcome.ACCEPTED
        if leg.socket.hung_up.is_set():
            return OfferOutcome.UNCONFIRMED
        with suppress(*OVER):
            if self.offering.ringback:
                leg.forget_keys()
                leg.stop()
            left = self.offering.ending is OfferWithdrawal.CALLER_LEFT
            self._say_ending(leg, OfferWithdrawal.CALLER_LEFT if left else OfferWithdrawal.WITHDRAWN)
        return OfferOutcome.CANCELLED

    def _listen(self, leg: SpeakingLeg) -> OfferOutcome:
        spoken = self.offering.spoken
        try:
            if spoken is None:
                return OfferOutcome.ACCEPTED if self.offering.accept(self.invitation.agent) else OfferOutcome.CANCELLED
            leg.prepare()
            return self._ask(leg, spoken())
        except Interrupted:
            self.quiet.set()
            return self._excuse(leg)
        except (LegGone, Disconnected, CommandRefused):
            return OfferOutcome.UNCONFIRMED

    def _ask(self, leg: SpeakingLeg, spoken: OfferPrompts) -> OfferOutcome:
        """Whisper until a key says something: 1 accepts, 2 refuses, 3 and silence repeat."""
        patience = Patience(leg.clock)
        while patience.left and self.offering.ending is None:
            leg.play(spoken.whisper, until_key=True, deadline=patience.deadline)
            key = leg.key(patience.heard())
            if key is None:
                continue
            patience.renew()
            match key:
                case "1" if self.offering.accept(self.invitation.agent):
                    return OfferOutcome.ACCEPTED
                case "1":
                    raise Interrupted
                case "2":
                    return self._refused(leg, spoken)
                case "3":
                    continue
                case _:
                    _say(leg, spoken.unknown_key)
        if self.offering.ending is not None:
            raise Interrupted
        return OfferOutcome.UNCONFIRMED

    def _refused(self, leg: SpeakingLeg, spoken: OfferPrompts) -> OfferOutcome:
        """The next telephone rings at once; who refused is thanked meanwhile, if they stay to hear so."""
        self.quiet.set()
        self.offering.post(TurnOver(self.offering, self.invitation.agent, OfferOutcome.REFUSED))
        with suppress(*OVER):
            _say(leg, spoken.refused)
        return OfferOutcome.REFUSED

    def _excuse(self, leg: SpeakingLeg) -> OfferOutcome:
        ending = self.offering.ending or OfferWithdrawal.TAKEN
        with suppress(*OVER):
            leg.forget_keys()
            leg.stop()
            self._say_ending(leg, ending)
        return OfferOutcome.UNCONFIRMED if ending is OfferWithdrawal.TIME_UP else OfferOutcome.CANCELLED

    def _say_ending(self, leg: SpeakingLeg, ending: OfferWithdrawal) -> None:
        if self.offering.spoken is not None:
            _say(leg, self.offering.spoken().endings[ending])

    def _tell(self, index: int, event: OfferEvent, outcome: OfferOutcome | None = None) -> None:
        self.offering.report(Attempt(self.invitation.agent, index, event, outcome))


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
