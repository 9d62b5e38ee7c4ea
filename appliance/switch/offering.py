"""One call offered to several agents together: each has a turn of their own, and one at most gets the call."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import gevent
from gevent.event import AsyncResult, Event

from appliance.calls.leg import IN_THE_PAGE, Attempt, Invitation, OfferEvent, OfferOutcome, Report, tries_next_phone
from appliance.calls.ringing_times import LAST_WHISPER_SECONDS
from appliance.run_forever import told_without_message
from appliance.switch.bridging import HUNG_UP
from appliance.switch.hearing import Hearing, TurnOver
from appliance.switch.offer_prompts import OfferPrompts, OfferWithdrawal
from appliance.switch.ringing import Dialler, Pages, PresentedIdentity, Unanswered, ring
from appliance.switch.transport import LegSocket, SwitchError

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10


class Offering:
    """The turns of all invited agents. `post` tells the caller's leg of each turn that ends.

    `spoken` gives the files for a language, made while the first mobile rings. None: an office number, which takes the
    call by answering, with no whisper and no key. `ringback`: who accepts hears it ring until they are joined.
    """

    def __init__(
        self,
        dialler: Dialler,
        shown: PresentedIdentity,
        spoken: Callable[[str], OfferPrompts] | None,
        report: Report,
        post: Callable[[TurnOver], None],
        *,
        ringback: bool = False,
    ) -> None:
        self.dialler, self.shown, self.spoken, self.report, self.post = dialler, shown, spoken, report, post
        self.ringback = ringback
        self.ending: OfferWithdrawal | None = None
        self.joined: AsyncResult = AsyncResult()  # True: the accepted leg talks to the caller; False: it never will
        self._winner: Hearing | None = None
        self._turns: list[Turn] = []

    def start(self, invitations: Sequence[Invitation]) -> None:
        """Begin every agent's turn at once."""
        self._turns = [Turn(self, invitation) for invitation in invitations]

    def accept(self, hearing: Hearing) -> bool:
        """An agent pressed 1: True for the first one, if the caller is still there."""
        if self._winner is not None or self.ending is not None:
            return False
        self._winner = hearing
        self.withdraw(OfferWithdrawal.TAKEN)
        return True

    def refused(self, hearing: Hearing, agent: str) -> None:
        """An agent pressed 2: nothing rings for them any more, and nothing else is said to them."""
        for turn in self._turns:
            if turn.invitation.agent == agent:
                turn.stop.set()
                turn.interrupt(but=hearing)
        self.post(TurnOver(self, agent, OfferOutcome.REFUSED))

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
        """End every turn; who is listening hears why, but for who has accepted."""
        self.ending = ending
        self.stop_ringing()
        for turn in self._turns:
            turn.interrupt(but=self._winner)

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
    """One agent's turn: their telephones in order, their pages meanwhile, and what whoever answers hears."""

    def __init__(self, offering: Offering, invitation: Invitation) -> None:
        self.offering, self.invitation = offering, invitation
        self.stop = Event()
        self.quiet = Event()  # no telephone rings for this agent now, nor will again
        self.over = Event()  # nor is anything said to them
        self._rung = Event()  # on all their telephones
        self._hearings: list[Hearing] = []
        self._greenlet = gevent.spawn(self._run)

    def interrupt(self, but: Hearing | None = None) -> None:
        """Make an agent who is listening hear that it is over."""
        for hearing in self._hearings:
            if hearing is not but:
                hearing.interrupt()

    def _run(self) -> None:
        outcome, pages = OfferOutcome.UNREACHABLE, self.offering.dialler.pages
        answers = gevent.spawn(self._guarded, partial(self._page, pages)) if pages and self.offering.spoken else None
        try:
            outcome = self._guarded(self._phones)
            self._rung.set()
            self.quiet.set()
            outcome = outcome if answers is None else _of_both(outcome, answers.get())
        finally:
            self.quiet.set()
            self.over.set()
            self.offering.post(TurnOver(self.offering, self.invitation.agent, outcome))

    @staticmethod
    def _guarded(rings: Callable[[], OfferOutcome]) -> OfferOutcome:
        try:
            return rings()
        except Exception as error:  # noqa: BLE001 - a bug in one turn must end as an outcome: the caller waits for it
            log.error("an agent's turn failed: %s", told_without_message(error))
            return OfferOutcome.UNREACHABLE

    def _phones(self) -> OfferOutcome:
        outcome, phones = OfferOutcome.UNREACHABLE, self.invitation.phones
        for index, phone in enumerate(phones):
            outcome = self._one_phone(index, phone, last=index == len(phones) - 1)
            if not tries_next_phone(outcome) or self.stop.is_set():
                break
        return outcome

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
                    outcome = self._heard(index, answered[0], self.quiet)
        finally:
            self._tell(index, OfferEvent.ENDED, outcome)
        return outcome

    def _page(self, pages: Pages) -> OfferOutcome:
        """Ring in the agent's pages while their telephones ring: who answers there hears what a telephone would.

        A page that is lost meanwhile, reloaded for one, rings again once it is there: they have not hung up.
        """
        call, arrivals = self.offering.shown.caller_leg, self.offering.dialler.arrivals
        while True:
            with pages.ring(self.invitation.agent, call) as ticket, arrivals.expect(ticket) as arrival:
                gevent.wait([arrival.socket, self.stop, self._rung], count=1)
                if not arrival.socket.ready() or self.stop.is_set():
                    return OfferOutcome.NO_ANSWER
                socket = arrival.socket.get()
                outcome = self._in_the_page(socket, call)
            if socket.cause in ("", HUNG_UP) or self._rung.is_set() or self.stop.is_set():
                return outcome

    def _in_the_page(self, socket: LegSocket, call: str) -> OfferOutcome:
        self._tell(IN_THE_PAGE, OfferEvent.DIALLED)
        outcome = OfferOutcome.UNCONFIRMED
        try:
            socket.execute("answer", timeout=ANSWER_SECONDS)
            socket.set_variable("astreinte_caller", call)
            self._tell(IN_THE_PAGE, OfferEvent.ANSWERED)
            outcome = self._heard(IN_THE_PAGE, socket, Event())
        except SwitchError:
            log.info("an agent who answered in a page has left it")
        finally:
            self._tell(IN_THE_PAGE, OfferEvent.ENDED, outcome)
        return outcome

    def _heard(self, phone: int, socket: LegSocket, quiet: Event) -> OfferOutcome:
        hearing = Hearing(self.offering, self.invitation, phone, socket, quiet)
        self._hearings.append(hearing)
        try:
            return hearing.run()
        finally:
            self._hearings.remove(hearing)

    def _tell(self, index: int, event: OfferEvent, outcome: OfferOutcome | None = None) -> None:
        self.offering.report(Attempt(self.invitation.agent, index, event, outcome))


def _of_both(phones: OfferOutcome, page: OfferOutcome) -> OfferOutcome:
    """How a turn ended: what was accepted or refused in the page counts as on a telephone; else the telephones tell."""
    return page if page in (OfferOutcome.ACCEPTED, OfferOutcome.REFUSED) else phones
