"""Once a cap of what goes out is reached, a caller still hears the line, leaves a message, and somebody is told."""

from __future__ import annotations

from appliance.calls.call_context import Outcome
from appliance.calls.steps import Step
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import LAST_RESORT, TUESDAY_MORNING, company, simulate

NIGHT = Caller(("1",), says=3.0)


def test_at_the_cap_nobody_is_rung_and_the_caller_leaves_a_message_at_once() -> None:
    call = simulate(NIGHT, settings=company(last_resort=LAST_RESORT), most_legs=0)
    assert (call.outcome, call.rung, call.dialled) == (Outcome.MESSAGE, [], [])
    assert {"unanswered", "message_ask"} <= set(call.heard)
    assert ("cap_reached", "") in call.journal.lines


def test_a_caller_who_hangs_up_at_the_cap_was_looked_for_and_is_told_of() -> None:
    """Who is told of an abandoned call is told of those that were looked for."""
    call = simulate(Caller(("1",), hangs_up_at=10.0), most_legs=0)
    assert Step.HUNT in {name for name, _ in call.journal.lines}


def test_a_cap_reached_during_the_hunt_ends_it_there() -> None:
    call = simulate(NIGHT, settings=company(last_resort=LAST_RESORT), most_legs=1)
    assert {agent for agent, _ in call.rung} == {"durand"}
    assert call.outcome is Outcome.MESSAGE


def test_at_the_cap_no_office_is_rung_either() -> None:
    call = simulate(Caller(says=3.0), at=TUESDAY_MORNING, most_legs=0)
    assert (call.outcome, call.dialled) == (Outcome.MESSAGE, [])
    assert "forwarding" not in call.heard


def test_far_from_the_cap_nothing_is_noted() -> None:
    assert ("cap_reached", "") not in simulate(NIGHT).journal.lines
