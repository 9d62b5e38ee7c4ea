"""A conversation recorded: where the line lets it, told to both, and ended with the conversation."""

from __future__ import annotations

from dataclasses import replace

from appliance.calls.call_context import Outcome
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller, Phone

from .rehearsal import DURAND, PETIT, Simulation, company, simulate

URGENT = Caller(("1",))
LETS = company(record_talks=True)


def records(*more: tuple[float, str], hangs_up: float | None = None) -> Phone:
    """Accepts, and types `*3` ten seconds after picking up."""
    return replace(people.types((1.0, "1"), (10.0, "*"), (10.5, "3"), *more, after=1.0), hangs_up_after=hangs_up)


def noted(call: Simulation) -> list[str]:
    shown = {"conversation", "recording_began", "recording_ended", "handed_over"}
    return [name for name, _ in call.journal.lines if name in shown]


def heard_by_agent(call: Simulation) -> list[str]:
    cues = [seen.cue for seen in call.stage.seen]
    return [cue.sentence.name for cue in cues if isinstance(cue, on.PhoneHears) and cue.phone == DURAND]


def test_both_hear_it_and_it_is_in_the_journal_as_one_conversation() -> None:
    call = simulate(URGENT, {DURAND: records(hangs_up=40.0)}, settings=LETS)
    assert call.outcome is Outcome.CONNECTED
    assert "talk_recorded" in call.heard and "talk_recorded" in heard_by_agent(call)
    assert noted(call) == ["conversation", "recording_began", "recording_ended"]
    began, ended = call.journal.talks
    assert (began.name, began.seconds) == (ended.name, 0.0)
    assert 20 < ended.seconds < 40


def test_the_same_keys_end_it_and_both_hear_so() -> None:
    call = simulate(URGENT, {DURAND: records((20.0, "*"), (20.5, "3"), hangs_up=40.0)}, settings=LETS)
    assert call.heard[-2:] == ["talk_recorded", "talk_recorded_no_more"]
    assert 8 < call.journal.talks[-1].seconds < 12


def test_where_the_line_does_not_let_it_the_keys_say_nothing() -> None:
    call = simulate(URGENT, {DURAND: records(hangs_up=40.0)})
    assert call.journal.talks == [] and "talk_recorded" not in call.heard


def test_it_ends_when_the_caller_is_handed_over() -> None:
    phones = {DURAND: records((20.0, "*"), (20.5, "1")), PETIT: people.accepts(talks=30)}
    call = simulate(URGENT, phones, settings=LETS)
    assert noted(call) == ["conversation", "recording_began", "recording_ended", "handed_over", "conversation"]
    assert len(call.journal.talks) == 2
