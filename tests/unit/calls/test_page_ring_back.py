"""A caller rung back from a page: what the journal keeps of it, what the page is told, what is kept of a promise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.calling_back import NobodyRings, TryEnd
from appliance.calls.leg import (
    IN_THE_PAGE,
    Attempt,
    CallerHungUp,
    CallerUnreached,
    HoldEnd,
    OfferEvent,
    OfferOutcome,
    TalkEnd,
)
from appliance.calls.notes import GoneAtOnce, Unreached
from appliance.calls.page_ring_back import ring_back
from appliance.calls.ring_back_states import RingBackState as State
from appliance.prompts.catalogue import Sentence

from .rehearsal import SUNDAY_NIGHT, company


class Journal:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    @contextmanager
    def step(self, name: str, detail: str = "") -> Iterator[None]:
        yield

    def attempt(self, attempt: Attempt) -> None:
        if attempt.event is OfferEvent.ENDED:
            assert (attempt.agent, attempt.phone, attempt.rung_back) == ("durand", IN_THE_PAGE, True)
            self.told.append(attempt.outcome)

    def __getattr__(self, name: str) -> Any:
        return self.told.append


class Absent:
    """A caller who is rung; `talks`: seconds, then how it ended."""

    def __init__(
        self, met: bool | Exception = True, talks: float = 60.0, end: TalkEnd | Exception = TalkEnd.OVER
    ) -> None:
        self._met, self._talks, self._end = met, talks, end
        self.clock = 0.0
        self.left: list[str] = []

    def meet(self, agent: str, phone: int, leg: str) -> bool:
        assert (agent, phone, leg) == ("durand", IN_THE_PAGE, "page")
        if isinstance(self._met, Exception):
            raise self._met
        return self._met

    def await_agent(self, seconds: float, *sentences: Sentence) -> HoldEnd | None:
        return HoldEnd.ELAPSED

    def is_left(self, *words: Sentence) -> None:
        self.left = [one.name for one in words]

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = "") -> TalkEnd:
        assert not hands_over
        self.clock += self._talks
        if isinstance(self._end, Exception):
            raise self._end
        return self._end


class Page:
    """The agent who waits."""

    leg = "page"

    def __init__(self, *, left: bool = False) -> None:
        self.joined = self.told = False
        self._left = left

    def has_left(self) -> bool:
        return self._left

    def is_joined(self) -> None:
        self.joined = True

    def is_told(self) -> None:
        self.told = True


def rung(caller: Absent, promised_at: datetime | None = None, *, left: bool = False) -> SimpleNamespace:
    journal, page, states = Journal(), Page(left=left), list[State]()
    known = company()
    line = next(iter(known.lines.values()))
    claims: Any = None
    visit = CallContext(known, line, SUNDAY_NIGHT, journal, claims, lambda: caller.clock, promised_at=promised_at)
    end = ring_back(caller, visit, "durand", page, states.append)  # type: ignore[arg-type]
    return SimpleNamespace(end=end, states=states, told=journal.told, page=page)


def test_two_who_talk_are_written_as_a_call_that_this_agent_took_and_the_promise_is_kept() -> None:
    done = rung(Absent())
    assert (done.end, done.states) == (TryEnd.KEPT, [State.TALKS, State.ENDED])
    assert done.told == [OfferOutcome.ACCEPTED, Outcome.CONNECTED, Outcome.CONNECTED]
    assert done.page.joined and not done.page.told


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (OfferOutcome.BUSY, State.BUSY),
        (OfferOutcome.REFUSED, State.BUSY),
        (OfferOutcome.NO_ANSWER, State.NO_ANSWER),
        (OfferOutcome.UNREACHABLE, State.UNREACHABLE),
    ],
)
def test_a_caller_who_does_not_answer_is_told_in_the_page_and_the_promise_stays(
    outcome: OfferOutcome, state: State
) -> None:
    done = rung(Absent(CallerUnreached(outcome)))
    assert (done.end, done.states) == (TryEnd.UNREACHED, [state])
    assert done.told == [Unreached(outcome), OfferOutcome.CANCELLED, Outcome.UNANSWERED]
    assert done.page.told and not done.page.joined


def test_an_agent_who_leaves_while_it_rings_and_a_controller_that_leaves_have_tried_nothing() -> None:
    assert (rung(Absent(met=False)).end, rung(Absent(NobodyRings())).end) == (TryEnd.STOPPED, TryEnd.STOPPED)
    assert rung(Absent(NobodyRings())).states == [State.STOPPED]


def test_an_agent_who_hangs_up_while_it_rings_is_not_told_that_the_box_restarts() -> None:
    done = rung(Absent(NobodyRings()), left=True)
    assert (done.end, done.states) == (TryEnd.STOPPED, [State.GONE])


def test_whoever_is_gone_at_once_has_kept_nothing() -> None:
    agent = rung(Absent(end=TalkEnd.GONE_AT_ONCE, talks=0.5))
    assert (agent.end, agent.states[-1]) == (TryEnd.STOPPED, State.GONE)
    assert GoneAtOnce("durand") in agent.told and agent.told[-1] is Outcome.UNANSWERED
    caller = rung(Absent(talks=0.5))
    assert (caller.end, caller.states[-1]) == (TryEnd.UNREACHED, State.GONE)


@pytest.mark.parametrize("end", [TalkEnd.PAGE_LOST, TalkEnd.ASKED_FOR_MESSAGE])
def test_a_caller_whose_agent_has_lost_their_page_for_good_hears_so_and_what_was_promised_is_the_box_s_again(
    end: TalkEnd,
) -> None:
    promised, theirs = Absent(end=end), Absent(end=end)
    done = rung(promised, promised_at=SUNDAY_NIGHT)
    assert (done.end, done.states[-1], promised.left) == (TryEnd.NOBODY, State.ENDED, ["unanswered", "callback_noted"])
    assert done.told[-1] is Outcome.CONNECTED, "they have talked"
    assert not done.page.told
    rung(theirs)
    assert theirs.left == ["unanswered", "goodbye"], "nothing was promised of a message, or of a call"


def test_a_caller_who_hangs_up_as_the_page_is_lost_was_called_back_and_the_call_is_over() -> None:
    done = rung(Absent(end=CallerHungUp()))
    assert (done.end, done.states[-1], done.told[-1]) == (TryEnd.KEPT, State.ENDED, Outcome.CONNECTED)
