"""What can wait: nobody is rung, the caller hears from when it is looked at, then leaves a message or a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from appliance.calls.call_context import Outcome, Promise
from appliance.company.hours import opening_after
from appliance.company.model import Company, TakeMessage
from appliance.planning.hours import Period
from appliance.prompts.catalogue import answered_from
from appliance.simulator import simulation_events as on
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import SUNDAY_NIGHT, TUESDAY_MORNING, Simulation, company, simulate

MONDAY_NINE = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # in Paris, when the office opens
SHOWN = "+33612345678"


def patient(**line: object) -> Company:
    """Key 9 is for what can wait."""
    there = company(**line)
    menu = there.menus["urgence"]
    choices = {**menu.choices, "9": TakeMessage(can_wait=True)}
    return replace(there, menus={"urgence": replace(menu, choices=choices)})


def said(call: Simulation) -> list[str]:
    return [seen.cue.sentence.text for seen in call.stage.seen if isinstance(seen.cue, on.CallerHears)]


def test_a_message_that_can_wait_rings_nobody_and_says_from_when_it_is_heard() -> None:
    call = simulate(Caller(("9",), says=4.0), settings=patient())
    assert call.outcome is Outcome.MESSAGE
    assert call.dialled == []
    assert call.journal.waits == [MONDAY_NINE]
    assert "Nos équipes vous répondront à partir de lundi 9 heures." in said(call)
    assert call.heard[-6:-3] == ["can_wait_from", "message_ask", "message_review"]


def test_a_callback_that_can_wait_is_offered_where_the_line_calls_back() -> None:
    call = simulate(Caller(("9", "1", "1")), settings=patient(callback_within=30))
    assert call.outcome is Outcome.CALLBACK
    assert call.dialled == []
    assert call.journal.promises == [Promise(SHOWN, 30, "depannage", MONDAY_NINE)]
    assert call.heard[-5:] == ["can_wait_from", "callback_offer", "callback_read_back", "callback_noted", "goodbye"]


def test_a_message_that_is_urgent_waits_for_nothing() -> None:
    assert simulate(Caller(("3",), says=4.0), settings=patient()).journal.waits == [None]


def test_while_the_line_is_open_it_is_told_at_once() -> None:
    line = patient().lines["urgence"]
    menu = line.behaviours[Period.AFTER_HOURS]
    here = patient(behaviours=line.behaviours | {Period.OPEN: menu})
    call = simulate(Caller(("9",), says=4.0), settings=here, at=TUESDAY_MORNING)
    assert "can_wait_open" in call.heard
    assert TUESDAY_MORNING <= (call.journal.waits[0] or SUNDAY_NIGHT) < TUESDAY_MORNING + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (datetime(2026, 11, 30, 7, 59, tzinfo=UTC), datetime(2026, 11, 30, 8, 0, tzinfo=UTC)),
        (datetime(2026, 12, 24, 18, 0, tzinfo=UTC), datetime(2026, 12, 28, 8, 0, tzinfo=UTC)),  # Christmas, a Friday
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),  # the clock goes back
        (TUESDAY_MORNING, TUESDAY_MORNING),
    ],
)
def test_the_office_has_it_when_the_line_opens(moment: datetime, opening: datetime) -> None:
    here = replace(company(), holidays="FR")
    assert opening_after(here, here.lines["urgence"], moment) == opening


def test_a_line_that_never_opens_has_it_looked_at_on_the_next_morning() -> None:
    here = company(opening_hours=())
    line = here.lines["urgence"]
    assert opening_after(here, line, SUNDAY_NIGHT) == datetime(2026, 11, 29, 7, 0, tzinfo=UTC)
    assert opening_after(here, line, datetime(2026, 11, 29, 9, 0, tzinfo=UTC)) == datetime(2026, 11, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opening", "days", "words"),
    [
        (datetime(2026, 11, 30, 14, 0), 0, "de 14 heures"),
        (datetime(2026, 11, 30, 8, 30), 3, "de lundi 8 heures 30"),
        (datetime(2026, 12, 1, 12, 0), 1, "de mardi midi"),
        (datetime(2026, 12, 7, 8, 0), 7, "du lundi 7, 8 heures"),
        (datetime(2027, 2, 1, 8, 0), 9, "du lundi premier, 8 heures"),
    ],
)
def test_a_caller_hears_the_moment_as_one_says_it(opening: datetime, days: int, words: str) -> None:
    assert answered_from(opening, days).text == f"Nos équipes vous répondront à partir {words}."
