"""A caller rung back by an agent who is in a page of the site, by the line's own number. Pure.

From then on it is the call of a callback, kept by this agent: what is promised is kept as they begin to talk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.calling_back import NobodyRings, TryEnd
from appliance.calls.leg import (
    IN_THE_PAGE,
    Attempt,
    CallerHungUp,
    CallerUnreached,
    OfferEvent,
    OfferOutcome,
    Sought,
    TalkEnd,
)
from appliance.calls.notes import Unreached
from appliance.calls.ring_back_states import RingBackState, of_caller
from appliance.calls.talk import SHORTEST_TALK_SECONDS, talk
from appliance.prompts.catalogue import Sentence


class Absent(Sought, Protocol):
    """A caller who is not there yet."""

    def meet(self, agent: str, phone: int, leg: str) -> bool:
        """Ring them for an agent who waits on this leg, and join the two; False: the agent has gone meanwhile.

        CallerUnreached; NobodyRings: the controller is leaving.
        """

    def is_left(self, *words: Sentence) -> None:
        """Nobody is with them any more: they hear so, and are hung up."""


class InThePage(Protocol):
    """The agent who waits in a page, hearing it ring. Never raises."""

    leg: str

    def has_left(self) -> bool:
        """Whether they have hung up."""

    def is_joined(self) -> None:
        """They talk to the caller: nothing is said to them any more."""

    def is_told(self) -> None:
        """Have them hear that nobody answers, and hang up."""


def ring_back(
    caller: Absent, visit: CallContext, agent: str, page: InThePage, tell: Callable[[RingBackState], None]
) -> TryEnd:
    """Ring a caller for an agent, who is held for the call; to the end of the conversation."""
    end, state = _tried(caller, visit, agent, page, tell)
    visit.journal.close(Outcome.CONNECTED if state is RingBackState.ENDED else Outcome.UNANSWERED)
    tell(state)
    if state is not RingBackState.ENDED:
        page.is_told()
    return end


def _tried(
    caller: Absent, visit: CallContext, agent: str, page: InThePage, tell: Callable[[RingBackState], None]
) -> tuple[TryEnd, RingBackState]:
    def report(event: OfferEvent, outcome: OfferOutcome | None = None) -> None:
        visit.journal.attempt(Attempt(agent, IN_THE_PAGE, event, outcome, rung_back=True))

    report(OfferEvent.DIALLED)
    report(OfferEvent.ANSWERED)
    joined = False
    try:
        joined = caller.meet(agent, IN_THE_PAGE, page.leg)
    except CallerUnreached as unreached:
        visit.journal.note(Unreached(unreached.outcome))
        return TryEnd.UNREACHED, of_caller(unreached.outcome)
    except NobodyRings:
        return TryEnd.STOPPED, RingBackState.GONE if page.has_left() else RingBackState.STOPPED
    finally:
        report(OfferEvent.ENDED, OfferOutcome.ACCEPTED if joined else OfferOutcome.CANCELLED)
    if not joined:
        return TryEnd.STOPPED, RingBackState.GONE
    page.is_joined()
    tell(RingBackState.TALKS)
    return _talked(caller, visit, agent)


def _talked(caller: Absent, visit: CallContext, agent: str) -> tuple[TryEnd, RingBackState]:
    """Whoever is gone at once has kept nothing: the caller, or the agent, of whom another may be rung at once.

    The caller of an agent whose page is lost for good hears that nobody is there; the box keeps what was promised.
    """
    began = visit.clock()
    try:
        end = talk(caller, visit, Outcome.CONNECTED, agent, records=True)
    except CallerHungUp:
        return TryEnd.KEPT, RingBackState.ENDED  # they had talked: the caller left as the agent's page was lost
    if end in (TalkEnd.PAGE_LOST, TalkEnd.ASKED_FOR_MESSAGE):
        caller.is_left(visit.say("unanswered"), visit.say("callback_noted" if visit.promised_at else "goodbye"))
        return TryEnd.NOBODY, RingBackState.ENDED
    if end is not TalkEnd.OVER:
        return TryEnd.STOPPED, RingBackState.GONE
    if visit.clock() - began < SHORTEST_TALK_SECONDS:
        return TryEnd.UNREACHED, RingBackState.GONE
    return TryEnd.KEPT, RingBackState.ENDED
