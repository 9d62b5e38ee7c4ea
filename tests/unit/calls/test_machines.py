"""Machines that call: not answered before a human accepts, acknowledged, and never taken for people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.machines import machine_of
from appliance.company.machines import MachineCaller, Taken, keys_sent
from appliance.company.model import Company
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import DID, DURAND, Simulation, company, simulate

LIFT = "+33639980001"
TAKES = {DURAND: people.accepts(after=8.0)}


def with_lift(taken: Taken = Taken.BY_A_HUMAN, number: str = LIFT, **line: object) -> Company:
    return replace(company(**line), machines=(MachineCaller(number, "Ascenseur B", taken, "*1"),))


def called(taken: Taken, *presses: tuple[float, str]) -> Simulation:
    return simulate(Caller(presses=presses), TAKES, settings=with_lift(taken), number=LIFT)


def cues(done: Simulation, *kinds: type) -> list[str]:
    return [type(seen.cue).__name__ for seen in done.stage.seen if isinstance(seen.cue, kinds)]


ALL = (on.CallRingsOn, on.CallIsAnswered, on.PhoneIsJoined, on.CallerIsSent)


def test_it_rings_in_silence_until_a_human_accepts_then_is_answered_and_sent_its_keys() -> None:
    done = called(Taken.BY_A_HUMAN)
    assert done.outcome is Outcome.CONNECTED
    assert sorted(cues(done, *ALL)) == sorted(["CallRingsOn", "PhoneIsJoined", "CallIsAnswered", "CallerIsSent"])
    assert done.first(on.CallIsAnswered) > done.first(on.CallRingsOn) + 8
    assert cues(done, on.CallerHears, on.CallerHearsMusic) == []
    assert done.journal.lines[0] == ("rings_on", ""), "nothing of the hunt is an answer"
    assert [seen.cue.keys for seen in done.stage.seen if isinstance(seen.cue, on.CallerIsSent)] == ["*1"]


def test_the_agent_hears_which_machine_it_is() -> None:
    whispers = [
        seen.cue.sentence.text for seen in called(Taken.BY_A_HUMAN).stage.seen if isinstance(seen.cue, on.PhoneHears)
    ]
    assert "Ascenseur B" in whispers[0]


def test_whom_nobody_takes_is_never_answered_and_leaves_no_message() -> None:
    done = simulate(Caller(), {}, settings=with_lift(), number=LIFT)
    assert done.outcome is Outcome.UNANSWERED and cues(done, *ALL) == ["CallRingsOn"]


def test_one_whose_agent_is_gone_at_once_was_answered_and_is_listened_to() -> None:
    settings, talks = with_lift(), {DURAND: people.accepts(after=8.0, talks=0.3)}
    left = simulate(Caller(says=3.0), talks, settings=settings, number=LIFT)
    assert left.outcome is Outcome.MESSAGE and cues(left, on.CallIsAnswered) == ["CallIsAnswered"]


def test_keys_of_a_machine_that_is_not_answered_ask_for_no_message() -> None:
    done = called(Taken.BY_A_HUMAN, (4.0, "*"))
    assert done.outcome is Outcome.CONNECTED


def test_one_that_is_answered_at_once_has_no_menu_and_may_leave_a_message() -> None:
    done = called(Taken.AT_ONCE)
    assert done.outcome is Outcome.CONNECTED and done.heard == ["hunt"]
    assert ("rings_on", "") not in done.journal.lines
    left = simulate(Caller(says=3.0), {}, settings=with_lift(Taken.AT_ONCE), number=LIFT)
    assert left.outcome is Outcome.MESSAGE


def test_a_test_call_is_acknowledged_and_nobody_is_rung() -> None:
    done = called(Taken.AS_A_TEST)
    assert cues(done, *ALL) == ["CallIsAnswered", "CallerIsSent"] and done.dialled == []
    assert ("apart", "machine") in done.journal.lines and ("hunt", "depannage") not in done.journal.lines


def test_it_is_known_by_the_number_of_ours_that_it_calls_too() -> None:
    by_called = with_lift(number=DID)
    assert machine_of(by_called, None, DID) and machine_of(with_lift(), LIFT, None)
    assert machine_of(by_called, "+33612345678", "+33972000009") is None
    done = simulate(Caller(), TAKES, settings=by_called, number=None)
    assert "CallRingsOn" in cues(done, on.CallRingsOn)


def test_an_agent_who_rings_back_the_number_that_machines_call_is_no_machine() -> None:
    by_called = with_lift(number=DID)
    assert machine_of(by_called, DURAND, DID) is None
    done = simulate(Caller(), TAKES, settings=by_called, number=DURAND)
    assert cues(done, on.CallRingsOn) == [] and ("apart", "machine") not in done.journal.lines
    assert machine_of(with_lift(Taken.AS_A_TEST, DID), DURAND, DID), "an installer tries it from their own telephone"


@pytest.mark.parametrize(("text", "kept"), [("* 1a", "*1A"), ("", "")])
def test_its_keys_are_kept_in_one_writing(text: str, kept: str) -> None:
    assert keys_sent(text) == kept


@pytest.mark.parametrize("text", ["E", "1,2", "w1", "1" * 17, "1\n"])
def test_what_is_no_key_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="touches"):
        keys_sent(text)
