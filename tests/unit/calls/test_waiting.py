"""What is said of the wait: only what the journal bears out, and only where the line wants it."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from appliance.calls.call_context import CallContext
from appliance.calls.flow import handle_call
from appliance.calls.leg import CallerId
from appliance.calls.waiting import PLACES_TOLD, WAITS_TOLD, WaitingCallers, usual_wait
from appliance.prompts.catalogue import place_told, wait_told
from appliance.simulator import people
from appliance.simulator import simulation_events as on
from appliance.simulator.leg import SimulatedLeg
from appliance.simulator.people import Caller
from appliance.simulator.scripted import ScriptedStage

from .rehearsal import DID, DURAND, SUNDAY_NIGHT, Board, RememberedJournal, company


@pytest.mark.parametrize(
    ("waits", "told"),
    [
        ([30.0] * 19, None),
        ([30.0] * 20, 30),
        ([30.1] * 20, 40),
        ([0.0] * 20, 10),
        ([20.0] * 16 + [65.0] * 4, 20),
        ([20.0] * 15 + [65.0] * 5, 70),
        ([20.0] * 16 + [None] * 4, 20),
        ([20.0] * 15 + [None] * 5, None),
        ([600.0] * 20, 600),
        ([601.0] * 20, None),
    ],
)
def test_eight_callers_in_ten_of_twenty_or_more_had_an_answer_so_soon(
    waits: list[float | None], told: int | None
) -> None:
    assert usual_wait(waits) == told


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (10, "de dix secondes"),
        (50, "de cinquante secondes"),
        (60, "d'une minute"),
        (70, "d'une minute dix"),
        (120, "de deux minutes"),
        (150, "de deux minutes trente"),
        (600, "de dix minutes"),
    ],
)
def test_a_wait_is_said_in_french(seconds: int, said: str) -> None:
    assert wait_told(seconds).text == f"Huit fois sur dix, nous répondons en moins {said}."


def test_every_wait_and_place_that_may_be_told_has_its_words() -> None:
    assert len({wait_told(seconds).text for seconds in WAITS_TOLD}) == len(WAITS_TOLD)
    assert len({place_told(place).text for place in PLACES_TOLD}) == len(PLACES_TOLD)
    assert place_told(2).text == "Vous êtes le deuxième appel en attente."


def test_the_place_is_among_those_who_wait_for_the_same_team() -> None:
    waiting = WaitingCallers()
    with waiting.one_more("depannage") as first, waiting.one_more("depannage") as second:
        assert (first, second) == (1, 2)
        with waiting.one_more("autre") as alone:
            assert alone == 1
    with waiting.one_more("depannage") as again:
        assert again == 1


def heard(*answers: str, usual: int | None = None, before: int = 0, tell: bool = True) -> list[str]:
    """What a caller hears whose team has so many waiting before them."""
    made, waiting = company(tell_wait=tell), WaitingCallers()
    stage = ScriptedStage(Caller(answers), {DURAND: people.accepts(after=12.0)})
    leg = SimulatedLeg("call-1", CallerId(None), DID, stage)
    with ExitStack() as others:
        for _ in range(before):
            others.enter_context(waiting.one_more("depannage"))
        context = CallContext(
            made,
            made.lines["urgence"],
            SUNDAY_NIGHT,
            RememberedJournal(),
            Board(stage.now),
            stage.now,
            usual_wait=lambda: usual,
            waiting=waiting,
        )
        handle_call(leg, context)
    cues = [seen.cue for seen in stage.seen if isinstance(seen.cue, on.CallerHears)]
    return [cue.sentence.name for cue in cues]


def test_who_waits_hears_their_place_and_how_soon_others_had_an_answer_once() -> None:
    said = heard("1", usual=70, before=1)
    assert said[said.index("hunt") :][:3] == ["hunt", "hold_place", "hold_usual"]
    assert said.count("hold_usual") == 1


def test_who_has_no_number_hears_so_too() -> None:
    said = heard("2", usual=40)
    assert said[said.index("order_none") :][:3] == ["order_none", "hunt", "hold_usual"]


@pytest.mark.parametrize(("usual", "before", "tell"), [(None, 0, True), (None, 10, True), (40, 1, False)])
def test_what_is_not_known_not_so_or_not_wanted_is_not_said(usual: int | None, before: int, tell: bool) -> None:
    assert not {"hold_place", "hold_usual"} & set(heard("1", usual=usual, before=before, tell=tell))
