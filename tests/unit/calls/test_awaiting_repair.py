"""« Rappelez-moi quand c'est réparé », in virtual time: asked for during an announcement, and in no other call."""

from __future__ import annotations

import pytest

from appliance.calls.call_context import Outcome, Promise
from appliance.company.model import Company, Incident
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import Simulation, company, simulate

SHOWN = "+33612345678"
INCIDENT = Incident("Une panne est connue.")


def told(**line: object) -> Company:
    return company(incident=INCIDENT, **{"tell_repaired": True, **line})


def calls(*answers: str, settings: Company | None = None, number: str | None = SHOWN, **more: object) -> Simulation:
    """Who presses # at once: it waits for the end of the announcement."""
    caller = Caller(answers, presses=((0.1, "#"),), says=4.0)
    return simulate(caller, settings=settings or told(), number=number, **more)  # type: ignore[arg-type]


def test_whoever_asks_for_it_is_called_at_the_number_shown_once_it_is_over() -> None:
    call = calls("1")
    assert call.outcome is Outcome.CALLBACK
    assert call.journal.promises == [Promise(SHOWN, 30, "depannage", repair=True)]
    assert call.dialled == []
    assert call.heard[-3:] == ["callback_read_back", "repair_noted", "goodbye"]


def test_it_is_offered_after_the_announcement_and_who_presses_nothing_goes_on() -> None:
    call = simulate(Caller(("3",), says=4.0), settings=told())
    assert call.outcome is Outcome.MESSAGE
    assert call.heard[:4] == ["announcement", "announcement", "incident_choice_repaired", "announcement"]


def test_a_hidden_caller_types_a_number() -> None:
    assert calls("0612345679", "1", number=None).journal.promises == [
        Promise("+33612345679", 30, "depannage", repair=True)
    ]


@pytest.mark.parametrize("settings", [told(tell_repaired=False), company(tell_repaired=True)])
def test_it_is_not_offered_where_the_line_does_not_nor_without_an_announcement(settings: Company) -> None:
    call = calls("1", settings=settings)
    assert "incident_choice_repaired" not in call.heard
    assert call.journal.promises == []


def test_without_a_number_confirmed_or_beyond_the_limits_the_call_goes_on() -> None:
    for call in (calls("9", ""), calls("1", may_promise=lambda number: False)):
        assert call.journal.promises == []
        assert "repair_noted" not in call.heard
        assert call.heard.count("announcement") >= 2, "the menu follows"
