"""An agent who talks in a page that is lost: their caller waits for them, a short time, and is never lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.coming_back import RETURN_SECONDS
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerId, CallerLost, OfferOutcome, TalkEnd
from appliance.company.model import Ring, RingStrategy
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller
from appliance.simulator.scripted import ScriptedStage

from .rehearsal import DID, DURAND, PETIT, SUNDAY_NIGHT, Board, RememberedJournal, company

JOINED = 11.4  # the second at which Durand is, as the stage plays it
LOST = 40.0  # the second of the call at which the page is
ONCE, TWICE, TOGETHER = (
    Ring(RingStrategy.SEQUENTIAL, 20, 1),
    Ring(RingStrategy.SEQUENTIAL, 20, 2),
    Ring(RingStrategy.SIMULTANEOUS, 20, 2),
)
SHOWN = {"hunt", "conversation", "page_lost", "came_back", "not_back", "message", "left_meanwhile"}
ACCEPTED = ("durand", OfferOutcome.ACCEPTED)


@dataclass
class Talked:
    outcome: Outcome
    journal: RememberedJournal
    stage: ScriptedStage

    @property
    def noted(self) -> list[str]:
        return [name for name, _ in self.journal.lines if name in SHOWN]

    @property
    def rung(self) -> list[tuple[str, OfferOutcome | None]]:
        return [(one.agent, one.outcome) for one in self.journal.attempts if one.outcome]

    def heard_from(self, second: float) -> list[str]:
        """What the caller heard from then on; « music » for it."""
        found = []
        for seen in self.stage.seen:
            if seen.at >= second and isinstance(seen.cue, on.CallerHears):
                found.append(seen.cue.sentence.name)
            elif seen.at >= second and isinstance(seen.cue, on.CallerHearsMusic):
                found.append("music")
        return found


def talked(
    *acts: tuple[float, on.Act],
    keys: tuple[str, ...] = ("1",),
    caller_leaves: float | None = 200.0,
    petit: people.Phone | None = None,
    durand: people.Phone | None = None,
    lost: float = LOST,
    ring: Ring = ONCE,
    leg: type[SimulatedLeg] = SimulatedLeg,
) -> Talked:
    """A caller whom Durand has taken in a page, which is lost."""
    phones = {DURAND: durand or people.accepts(talks=None), PETIT: petit or people.no_answer()}
    caller = Caller(keys, hangs_up_at=caller_leaves)
    stage = ScriptedStage(caller, phones, acts=((lost, on.PageIsLost(DURAND)), *acts))
    journal, board, made = RememberedJournal(), Board(stage.now, {}), company(ring)
    context = CallContext(made, made.lines["urgence"], SUNDAY_NIGHT, journal, board, stage.now)
    outcome = handle_call(leg("call-1", CallerId("+33678901234"), DID, stage), context)
    assert not board.held
    return Talked(outcome, journal, stage)


def test_who_comes_back_talks_with_the_caller_who_waited_in_music_and_nobody_else_is_rung() -> None:
    call = talked((LOST + 12.0, on.AgentComesBack()))
    assert call.outcome is Outcome.CONNECTED
    assert call.rung == [ACCEPTED]
    assert call.noted == ["hunt", "conversation", "page_lost", "came_back", "conversation"]
    assert call.heard_from(LOST) == ["hold_word_3", "music"]


def test_they_may_come_back_as_often_as_their_page_is_lost() -> None:
    again = (LOST + 10.0, on.AgentComesBack()), (LOST + 20.0, on.PageIsLost(DURAND)), (LOST + 30.0, on.AgentComesBack())
    call = talked(*again)
    assert call.outcome is Outcome.CONNECTED and call.rung == [ACCEPTED]
    assert call.noted == ["hunt", "conversation", *["page_lost", "came_back", "conversation"] * 2]


def test_one_who_does_not_come_back_in_time_leaves_the_caller_to_the_next() -> None:
    call = talked(petit=people.accepts(talks=20.0))
    assert call.outcome is Outcome.CONNECTED
    assert call.rung == [ACCEPTED, ("petit", OfferOutcome.ACCEPTED)]
    assert call.noted == ["hunt", "conversation", "page_lost", "not_back", "hunt", "conversation"]
    dialled = next(one for one in call.stage.seen if isinstance(one.cue, on.PhoneIsDialled) and one.at > LOST)
    assert dialled.at == LOST + RETURN_SECONDS


def test_where_nobody_else_answers_it_is_their_telephone_that_rings_even_after_the_last_round() -> None:
    call = talked(caller_leaves=400.0)
    assert [agent for agent, _ in call.rung][:4] == ["durand", "petit", "martin", "durand"]
    assert call.rung[3] == ACCEPTED


def test_a_caller_who_would_rather_leave_a_message_leaves_one() -> None:
    call = talked((LOST + 5.0, on.CallerPresses("*")), (LOST + 12.0, on.AgentComesBack()))
    assert call.noted[:4] == ["hunt", "conversation", "page_lost", "not_back"]
    assert "message_ask" in call.heard_from(LOST)


def test_a_caller_who_hangs_up_meanwhile_had_somebody() -> None:
    call = talked(caller_leaves=LOST + 5.0)
    assert call.outcome is Outcome.CONNECTED
    assert call.noted == ["hunt", "conversation", "page_lost"]


@pytest.mark.parametrize(
    ("spoke", "outcome"), [(0.5, Outcome.ABANDONED), (1.5, Outcome.CONNECTED)], ids=["not talked", "talked"]
)
def test_a_caller_who_hangs_up_meanwhile_and_had_not_a_second_of_talk_is_lost(spoke: float, outcome: Outcome) -> None:
    lost = JOINED + spoke
    call = talked(lost=lost, caller_leaves=lost + 5.0)
    assert call.outcome is outcome
    assert call.journal.known_outcome is (outcome if outcome is Outcome.CONNECTED else None)
    assert call.noted == ["hunt", "conversation", "page_lost"]


def test_who_came_back_and_hangs_up_at_once_has_talked_all_the_same_and_their_caller_is_still_served() -> None:
    back = LOST + 12.0
    gone = (back, on.AgentComesBack()), (back + 0.5, on.PhoneHangsUp(DURAND))
    assert talked(*gone, caller_leaves=back + 5.0).journal.known_outcome is Outcome.CONNECTED, "what they said before"
    call = talked(*gone, petit=people.accepts(talks=20.0))
    assert call.outcome is Outcome.CONNECTED
    assert call.rung == [ACCEPTED, ("petit", OfferOutcome.ACCEPTED)]
    assert call.noted[3:] == ["came_back", "conversation", "left_meanwhile", "hunt", "conversation"]


def asks(key: str) -> people.Phone:
    """Takes the call, and asks for another ten seconds later."""
    return replace(people.types((1.0, "1"), (10.0, "*"), (10.5, key), after=1.0), hangs_up_after=None)


def test_one_whose_page_is_lost_while_they_wait_for_another_has_not_left_and_is_rung_again() -> None:
    call = talked(durand=asks("1"), ring=TWICE, caller_leaves=400.0)
    assert call.noted[:4] == ["hunt", "conversation", "hunt", "left_meanwhile"]
    assert [agent for agent, _ in call.rung].count("durand") > 1


def test_one_who_hangs_up_while_they_wait_for_another_is_not_rung_again() -> None:
    durand = replace(asks("1"), hangs_up_after=LOST - 10.0)
    call = talked(durand=durand, ring=TWICE, caller_leaves=400.0)
    assert [agent for agent, _ in call.rung].count("durand") == 1


def test_one_whose_page_is_lost_once_their_colleague_has_left_is_rung_again() -> None:
    petit = people.accepts(talks=10.0)
    call = talked(
        (LOST + 20.0, on.PageIsLost(DURAND)), durand=asks("2"), petit=petit, ring=TOGETHER, caller_leaves=400.0
    )
    assert call.noted.count("page_lost") == 1
    assert [agent for agent, _ in call.rung].count("durand") > 1


class NotBackInTheScript(SimulatedLeg):
    """A caller who hangs up in the moment in which the other does, or whom the dialplan takes then."""

    def converse(self, *, hands_over: bool = False, records: bool = False, language: str = "fr") -> TalkEnd:
        end = super().converse(hands_over=hands_over, records=records, language=language)
        if end in (TalkEnd.PAGE_LOST, TalkEnd.GONE_AT_ONCE):
            raise CallerLost(end)
        return end


def test_a_caller_who_leaves_in_the_moment_in_which_the_page_is_lost_had_somebody() -> None:
    call = talked(leg=NotBackInTheScript)
    assert (call.outcome, call.rung) == (Outcome.CONNECTED, [ACCEPTED])


@pytest.mark.parametrize(
    ("durand", "lost"),
    [(people.accepts(talks=0.3), LOST), (people.accepts(talks=None), JOINED + 0.5)],
    ids=["gone at once", "their page was"],
)
def test_a_caller_who_leaves_in_the_moment_in_which_who_took_the_call_was_gone_has_talked_to_nobody(
    durand: people.Phone, lost: float
) -> None:
    call = talked(durand=durand, lost=lost, leg=NotBackInTheScript)
    assert call.outcome is Outcome.ABANDONED
    assert call.journal.known_outcome is None
