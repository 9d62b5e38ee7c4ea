"""The caller's own words: asked where the line wants it, heard by who is rung, and never in the way of the call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerId, Recording
from appliance.company.numbers import NamedCaller
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller
from appliance.simulator.scripted import ScriptedStage
from tests.unit.calls.rehearsal import (
    DID,
    DURAND,
    SUNDAY_NIGHT,
    Board,
    RememberedJournal,
    Simulation,
    company,
    simulate,
)

TAKES = {DURAND: people.accepts()}
SPEAKS = Caller(("1",), says=3.0, ends_message_with_key=False)


def replayed(done: Simulation) -> list[str]:
    """The recordings that agents heard in their whisper."""
    return [seen.cue.name for seen in done.stage.seen if isinstance(seen.cue, on.PhoneHearsRecording)]


def test_what_a_caller_says_is_kept_and_heard_by_who_is_rung() -> None:
    done = simulate(SPEAKS, TAKES, settings=company(caller_words=True))
    (said,) = done.journal.said
    assert (said.name, round(said.seconds)) == ("call-1-words", 3)
    assert replayed(done) == [said.name] and done.outcome is Outcome.CONNECTED


def test_it_is_asked_after_the_order_number_and_before_anybody_is_rung() -> None:
    caller = Caller(("2", "40719", "1"), says=3.0, ends_message_with_key=False)
    heard = simulate(caller, TAKES, settings=company(caller_words=True)).heard
    assert heard.index("order_read_back") < heard.index("words_ask") < heard.index("hunt")


def test_who_has_no_order_number_hears_so_before_they_are_asked() -> None:
    heard = simulate(Caller(("2",)), TAKES, settings=company(caller_words=True)).heard
    assert heard[heard.index("order_none") :][:2] == ["order_none", "words_ask"]


def test_a_line_asks_nothing_of_the_kind_unless_it_wants_it() -> None:
    done = simulate(SPEAKS, TAKES)
    assert "words_ask" not in done.heard and done.journal.said == [] and replayed(done) == []


@pytest.mark.parametrize("caller", [Caller(("1", "5")), Caller(("1",))], ids=["a key", "silence"])
def test_a_key_or_silence_leaves_nothing_and_the_call_goes_on(caller: Caller) -> None:
    done = simulate(caller, TAKES, settings=company(caller_words=True))
    assert done.journal.said == [] and replayed(done) == []
    assert done.outcome is Outcome.CONNECTED


def test_who_leaves_while_they_speak_has_been_heard() -> None:
    asked = simulate(SPEAKS, settings=company(caller_words=True)).first(on.CallerMaySpeak)
    leaves = replace(SPEAKS, says=4.0, hangs_up_at=asked + 2)
    done = simulate(leaves, TAKES, settings=company(caller_words=True))
    assert done.outcome is Outcome.ABANDONED and done.dialled == []
    assert len(done.journal.said) == 1


class FullDisk(SimulatedLeg):
    """A leg that can record nothing."""

    failure: Exception | None = None

    def record_words(self, name: str, seconds: int) -> Recording:
        if self.failure is not None:
            raise self.failure
        return Recording(name, 0.0, hung_up=False, saved=False)


@pytest.mark.parametrize("failure", [None, OSError("disk")])
def test_a_recording_that_fails_is_no_end_of_the_call(failure: Exception | None) -> None:
    made, stage, journal = company(caller_words=True), ScriptedStage(SPEAKS, TAKES), RememberedJournal()
    leg = FullDisk("call-1", CallerId(None), DID, stage)
    leg.failure = failure
    context = CallContext(made, made.lines["urgence"], SUNDAY_NIGHT, journal, Board(stage.now), stage.now)
    assert handle_call(leg, context) is Outcome.CONNECTED
    assert journal.said == []


def test_a_caller_who_skips_the_menu_is_not_asked() -> None:
    vip = replace(company(caller_words=True), vip_callers=(NamedCaller("+33612345678", "Hôtel Bellevue"),))
    assert "words_ask" not in simulate(Caller(), TAKES, settings=vip).heard
