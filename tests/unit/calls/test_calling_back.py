"""The promise kept: whom it rings, what they hear, and how a try ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.calling_back import NobodyRings, TryEnd, call_back
from appliance.calls.leg import (
    CallerHungUp,
    CallerId,
    CallerUnreached,
    HoldEnd,
    Invitation,
    OfferOutcome,
    OfferResult,
    Report,
    TalkEnd,
)
from appliance.prompts.catalogue import Sentence
from tests.unit.calls.rehearsal import SUNDAY_NIGHT, Board, RememberedJournal, company

CALLER = "+33678901234"


@dataclass
class AbsentOne:
    """A caller who is not there: each offer ends as told."""

    ends: list[OfferResult | Exception]
    talked: list[bool] = field(default_factory=lambda: [True])
    caller: CallerId = field(default_factory=lambda: CallerId(CALLER))
    seconds: float = 0.0
    rung: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def begin_hold(self, *sentences: Sentence) -> None:
        pass

    def hold(self, seconds: float) -> HoldEnd:
        self.seconds += seconds
        return HoldEnd.ELAPSED

    def offer(
        self,
        invitations: Sequence[Invitation],
        whisper: Sentence,
        seconds: float,
        report: Report,
        *,
        words: str | None = None,
    ) -> OfferResult:
        self.rung += [one.agent for one in invitations]
        self.heard.append(whisper.text)
        self.seconds += 5
        end = self.ends.pop(0) if self.ends else nobody(invitations[0].agent)
        if isinstance(end, Exception):
            raise end
        return end

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = "fr") -> TalkEnd:
        return TalkEnd.OVER if self.talked.pop(0) else TalkEnd.GONE_AT_ONCE

    def record_talk(self, announcement: Sentence) -> str | None:
        return None

    def end_talk(self, name: str, words: Sentence | None) -> float:
        return 0.0

    lost_apart = False

    def rejoin(self, words: tuple[Sentence, Sentence] | None) -> bool:
        return False

    def bring_in(self, left: Callable[[], None]) -> bool:
        return False

    def let_go(self, words: Sentence, freed: Callable[[], None]) -> bool:
        return False


def nobody(agent: str) -> OfferResult:
    return OfferResult(None, {agent: OfferOutcome.NO_ANSWER})


def taken_by(agent: str) -> OfferResult:
    return OfferResult(agent, {agent: OfferOutcome.ACCEPTED})


def tried(caller: AbsentOne) -> tuple[TryEnd, RememberedJournal, Board]:
    settings, journal = company(), RememberedJournal()
    board = Board(lambda: caller.seconds)
    visit = CallContext(
        settings,
        settings.lines["urgence"],
        SUNDAY_NIGHT,
        journal,
        board,
        lambda: caller.seconds,
        promised_at=SUNDAY_NIGHT,
    )
    line = replace(settings.lines["urgence"], last_resort=None)
    end = call_back(caller, replace(visit, line=line), settings.teams["depannage"], "40719")
    assert not board.held, "every agent is free when the try is over"
    return end, journal, board


def test_agents_are_rung_by_the_rule_of_a_call_and_hear_what_it_is() -> None:
    caller = AbsentOne([nobody("durand"), taken_by("petit")])
    end, journal, board = tried(caller)
    assert end is TryEnd.KEPT
    assert (journal.known_outcome, journal.outcome) == (Outcome.CONNECTED, Outcome.CONNECTED)
    assert caller.rung == board.claimed == ["durand", "petit"]
    assert caller.heard[0].startswith("Astreinte, ")
    assert "Rappel demandé à 3 heures 10, au 06, 78, 90, 12, 34" in caller.heard[0]
    assert "Commande 4, 0, 7, 1, 9" in caller.heard[0]


def test_nobody_takes_it() -> None:
    end, journal, _ = tried(AbsentOne([]))
    assert end is TryEnd.NOBODY
    assert journal.outcome is Outcome.UNANSWERED


@pytest.mark.parametrize("outcome", [OfferOutcome.NO_ANSWER, OfferOutcome.BUSY])
def test_a_caller_who_does_not_answer_has_no_other_agent_rung(outcome: OfferOutcome) -> None:
    caller = AbsentOne([CallerUnreached(outcome)])
    end, journal, _ = tried(caller)
    assert end is TryEnd.UNREACHED
    assert caller.rung == ["durand"]
    assert ("unreached", outcome.value) in journal.lines
    assert journal.outcome is Outcome.UNANSWERED


def test_an_agent_gone_at_once_leaves_it_to_the_next() -> None:
    caller = AbsentOne([taken_by("durand"), taken_by("petit")], talked=[False, True])
    end, _, _ = tried(caller)
    assert end is TryEnd.KEPT
    assert caller.rung == ["durand", "petit"]


def test_a_controller_that_leaves_stops_there() -> None:
    end, _, _ = tried(AbsentOne([NobodyRings()]))
    assert end is TryEnd.STOPPED


@dataclass
class PresentOne(AbsentOne):
    """One who was reached: what becomes of each conversation; `done`: what the switch is asked of the agents."""

    talks: list[TalkEnd | Exception] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    back: bool = True

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = "fr") -> TalkEnd:
        self.done.append(f"converse {hands_over}")
        end = self.talks.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    def rejoin(self, words: tuple[Sentence, Sentence] | None) -> bool:
        self.done.append("rejoin")
        return self.back

    def bring_in(self, left: Callable[[], None]) -> bool:
        self.done.append("bring_in")
        return True

    def let_go(self, words: Sentence, freed: Callable[[], None]) -> bool:
        self.done.append("let_go")
        freed()
        return True


def test_whoever_called_back_may_hand_the_caller_over() -> None:
    caller = PresentOne([taken_by("durand"), taken_by("petit")], talks=[TalkEnd.HANDS_OVER, TalkEnd.OVER])
    end, journal, _ = tried(caller)
    assert end is TryEnd.KEPT and journal.outcome is Outcome.CONNECTED
    assert caller.rung == ["durand", "petit"]
    assert caller.done == ["converse True", "let_go", "converse True"]
    assert "Claire Durand" in caller.heard[1], "the colleague hears from whom"


def test_or_bring_another_in() -> None:
    caller = PresentOne([taken_by("durand"), taken_by("petit")], talks=[TalkEnd.BRINGS_IN, TalkEnd.OVER])
    end, _, _ = tried(caller)
    assert end is TryEnd.KEPT
    assert caller.done == ["converse True", "bring_in", "converse False"]


def test_a_caller_who_hangs_up_while_another_is_looked_for_was_called_back() -> None:
    caller = PresentOne([taken_by("durand"), CallerHungUp()], talks=[TalkEnd.HANDS_OVER])
    end, journal, _ = tried(caller)
    assert end is TryEnd.KEPT and journal.outcome is Outcome.CONNECTED


def test_one_whose_agent_has_left_and_whom_nobody_else_takes_is_called_again() -> None:
    caller = PresentOne([taken_by("durand")], talks=[TalkEnd.HANDS_OVER], back=False)
    end, _, _ = tried(caller)
    assert end is TryEnd.NOBODY
