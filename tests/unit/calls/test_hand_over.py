"""A caller handed by one agent to the next: who is rung, what each hears, and that nobody is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.calls.ring_order import after
from appliance.company.model import Ring, RingStrategy
from appliance.planning.reasons import WholeTeam
from appliance.planning.rota import OnCall
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller, Phone

from .rehearsal import DURAND, LAST_RESORT, MARTIN, PETIT, Simulation, company, simulate

URGENT = Caller(("1",))
ACCEPTED, REFUSED = OfferOutcome.ACCEPTED, OfferOutcome.REFUSED
ALIVE = None  # never hangs up


def hands_over(at: float = 10.0, hangs_up: float | None = ALIVE, *more: tuple[float, str]) -> Phone:
    """Accepts, talks, types `*1` so long after picking up."""
    phone = people.types((1.0, "1"), (at, "*"), (at + 0.5, "1"), *more, after=1.0)
    return replace(phone, hangs_up_after=hangs_up)


def heard_by(call: Simulation, phone: str) -> list[str]:
    """What was said on a telephone, the last word too."""
    said = []
    for seen in call.stage.seen:
        match seen.cue:
            case on.PhoneHears(number, sentence) if number == phone:
                said.append(sentence.name)
            case on.PhoneIsReleased(number, _, sentence) if number == phone and sentence is not None:
                said.append(sentence.name)
    return said


def noted(call: Simulation) -> list[str]:
    shown = {"hunt", "conversation", "handed_over", "taken_back", "left_meanwhile", "message"}
    shown |= {"asked_for_colleague", "together", "left_conversation"}
    return [name for name, _ in call.journal.lines if name in shown]


def test_the_next_agent_takes_the_caller_and_the_first_is_let_go() -> None:
    call = simulate(URGENT, {DURAND: hands_over(), PETIT: people.accepts(talks=20)})
    assert call.outcome is Outcome.CONNECTED
    assert call.rung == [("durand", ACCEPTED), ("petit", ACCEPTED)]
    assert heard_by(call, DURAND) == ["whisper", "handing_over", "handed_over"]
    assert "hand_over" in call.heard
    assert noted(call) == ["hunt", "conversation", "handed_over", "hunt", "conversation"]


def test_the_next_agent_hears_by_whom_the_call_is_handed_on() -> None:
    call = simulate(URGENT, {DURAND: hands_over(), PETIT: people.accepts(talks=20)})
    whispers = [seen.cue.sentence.text for seen in call.stage.seen if isinstance(seen.cue, on.PhoneHears)]
    assert "transmis" not in whispers[0]
    assert any("Appel transmis par Claire Durand. Appel du 06, 12, 34, 56, 78" in said for said in whispers)


def test_nobody_else_takes_them_and_they_talk_again() -> None:
    phones = {DURAND: hands_over(hangs_up=200.0), PETIT: people.refuses(), MARTIN: people.busy()}
    call = simulate(URGENT, phones)
    assert call.outcome is Outcome.CONNECTED
    assert call.rung == [("durand", ACCEPTED), ("petit", REFUSED), ("martin", OfferOutcome.BUSY)]
    assert heard_by(call, DURAND) == ["whisper", "handing_over", "handing_back"]
    assert call.heard[-2:] == ["hand_over", "hand_over_back"]
    assert noted(call) == ["hunt", "conversation", "handed_over", "hunt", "taken_back", "conversation"]


def test_an_agent_who_is_alone_on_call_has_the_caller_again_at_once() -> None:
    alone = company()
    team = alone.teams["depannage"]
    teams = {"depannage": replace(team, plan=replace(team.plan, levels=(("durand",),)))}
    call = simulate(URGENT, {DURAND: hands_over(hangs_up=100.0)}, settings=replace(alone, teams=teams))
    assert call.rung == [("durand", ACCEPTED)]
    assert noted(call)[-2:] == ["taken_back", "conversation"]


def test_an_agent_who_has_them_again_may_ask_once_more() -> None:
    again = hands_over(10.0, ALIVE, (60.0, "*"), (60.5, "1"))
    petit = people.refuses()
    call = simulate(URGENT, {DURAND: again, PETIT: petit, MARTIN: people.busy()})
    assert noted(call).count("handed_over") == 2


def test_a_caller_goes_from_hand_to_hand() -> None:
    call = simulate(URGENT, {DURAND: hands_over(), PETIT: hands_over(), MARTIN: people.accepts(talks=20)})
    assert call.rung == [("durand", ACCEPTED), ("petit", ACCEPTED), ("martin", ACCEPTED)]
    assert heard_by(call, PETIT)[-1] == "handed_over"
    assert call.outcome is Outcome.CONNECTED


def test_an_agent_who_hangs_up_meanwhile_leaves_the_caller_to_the_search() -> None:
    petit = people.accepts(after=3.0, listens=12.0, talks=20)
    call = simulate(URGENT, {DURAND: hands_over(hangs_up=16.0), PETIT: petit})
    assert call.outcome is Outcome.CONNECTED
    assert call.rung[-1] == ("petit", ACCEPTED)
    assert "left_meanwhile" in noted(call)


def test_a_caller_whom_the_agent_has_left_is_searched_for_then_leaves_a_message() -> None:
    phones = {DURAND: hands_over(hangs_up=13.0), PETIT: people.refuses(), LAST_RESORT: people.no_answer()}
    call = simulate(Caller(("1", "2"), says=5.0), phones, settings=company(last_resort=LAST_RESORT))
    assert call.outcome is Outcome.MESSAGE
    assert [agent for agent, _ in call.rung if agent == "durand"] == ["durand"], "they were asked once"
    assert LAST_RESORT in call.dialled
    assert noted(call)[-1] == "message"


def test_a_caller_who_leaves_while_the_agent_waits_was_served() -> None:
    caller = Caller(("1",), hangs_up_at=40.0)
    call = simulate(caller, {DURAND: hands_over(at=20.0), PETIT: people.no_answer()})
    assert call.outcome is Outcome.CONNECTED
    assert heard_by(call, DURAND)[-1] == "caller_left"


def test_a_caller_who_leaves_when_the_agent_has_left_is_one_who_gave_up() -> None:
    caller = Caller(("1",), hangs_up_at=45.0)
    call = simulate(caller, {DURAND: hands_over(at=20.0, hangs_up=23.0), PETIT: people.no_answer()})
    assert call.outcome is Outcome.ABANDONED
    assert "left_meanwhile" in noted(call)


def test_a_caller_who_asks_for_the_message_meanwhile_leaves_it() -> None:
    caller = Caller(("1", "2"), presses=((45.0, "*"),), says=5.0)
    call = simulate(
        caller, {DURAND: hands_over(at=20.0), PETIT: people.no_answer()}, settings=company(Ring(seconds=30))
    )
    assert call.outcome is Outcome.MESSAGE
    assert heard_by(call, DURAND)[-1] == "handing_message"


def test_an_agent_gone_at_once_after_a_hand_over_leaves_the_caller_to_the_search() -> None:
    phones = {DURAND: hands_over(), PETIT: people.accepts(talks=0.5), MARTIN: people.accepts(talks=20)}
    call = simulate(URGENT, phones)
    assert call.outcome is Outcome.CONNECTED
    assert call.rung[-1] == ("martin", ACCEPTED)


def brings_in(hangs_up: float | None = ALIVE, *more: tuple[float, str]) -> Phone:
    """Accepts, talks, types `*2` ten seconds after picking up."""
    phone = people.types((1.0, "1"), (10.0, "*"), (10.5, "2"), *more, after=1.0)
    return replace(phone, hangs_up_after=hangs_up)


def test_an_agent_brings_in_the_next_one_and_stays() -> None:
    call = simulate(URGENT, {DURAND: brings_in(hangs_up=60.0), PETIT: people.accepts(talks=100)})
    assert call.outcome is Outcome.CONNECTED
    assert call.rung == [("durand", ACCEPTED), ("petit", ACCEPTED)]
    assert heard_by(call, DURAND) == ["whisper", "handing_over"]
    assert "bring_in" in call.heard
    assert noted(call) == [
        "hunt",
        "conversation",
        "asked_for_colleague",
        "hunt",
        "together",
        "conversation",
        "left_conversation",
    ]


def test_who_is_brought_in_hears_that_they_will_be_three() -> None:
    call = simulate(URGENT, {DURAND: brings_in(), PETIT: people.accepts(talks=20)})
    said = [seen.cue.sentence.text for seen in call.stage.seen if isinstance(seen.cue, on.PhoneHears)]
    assert any("Conversation à trois demandée par Claire Durand. Appel du" in one for one in said)


def test_of_three_of_whom_the_second_leaves_the_first_goes_on_and_may_ask_again() -> None:
    durand = brings_in(ALIVE, (60.0, "*"), (60.5, "1"))
    call = simulate(URGENT, {DURAND: durand, PETIT: people.accepts(talks=15), MARTIN: people.accepts(talks=20)})
    assert call.outcome is Outcome.CONNECTED
    assert [agent for agent, outcome in call.rung if outcome is ACCEPTED][:2] == ["durand", "petit"]
    assert "handed_over" in noted(call)
    assert noted(call).count("left_conversation") == 1


def test_a_caller_who_leaves_three_of_them_was_served() -> None:
    caller = Caller(("1",), hangs_up_at=60.0)
    call = simulate(caller, {DURAND: brings_in(), PETIT: people.accepts(talks=100)})
    assert call.outcome is Outcome.CONNECTED


def test_nobody_comes_and_the_two_talk_on() -> None:
    call = simulate(URGENT, {DURAND: brings_in(hangs_up=200.0), PETIT: people.refuses(), MARTIN: people.busy()})
    assert noted(call)[-2:] == ["taken_back", "conversation"]
    assert "together" not in noted(call)


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        (RingStrategy.SEQUENTIAL, ["blanc", "martin", "durand"]),
        (RingStrategy.SIMULTANEOUS, ["durand", "blanc", "martin"]),
    ],
)
def test_who_comes_after_an_agent_is_rung_first(strategy: RingStrategy, expected: list[str]) -> None:
    listed = [OnCall(agent, level, WholeTeam()) for agent, level in LEVELS.items()]
    found = sorted(after("petit", listed, strategy, {}), key=lambda entry: entry.level)
    assert [entry.agent for entry in found] == expected


LEVELS = {"durand": 1, "petit": 1, "blanc": 1, "martin": 2}
