"""Blocked numbers, VIP numbers, and a number that calls without end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.company.numbers import NamedCaller
from appliance.simulator import people
from appliance.simulator.people import Caller
from tests.unit.calls.rehearsal import DURAND, company, simulate

CALLER = "+33612345678"
APART = (NamedCaller(CALLER, "Importun"),)
TAKEN = {DURAND: people.accepts()}


def bounded(most: int = 3) -> Company:
    return replace(company(), most_calls=most)


def test_a_blocked_number_hears_one_sentence_and_nobody_is_rung() -> None:
    call = simulate(Caller(("1",)), TAKEN, settings=replace(company(), blocked_callers=APART))
    assert call.heard == ["caller_blocked"]
    assert call.outcome is Outcome.UNANSWERED
    assert call.rung == []
    assert call.journal.lines == [("apart", "blocked")]


@pytest.mark.parametrize("number", [None, "+33612345679"])
def test_others_and_hidden_callers_are_served(number: str | None) -> None:
    made = replace(company(), blocked_callers=APART)
    assert simulate(Caller(("1",)), TAKEN, settings=made, number=number).outcome is Outcome.CONNECTED


def test_an_agent_s_own_telephone_is_never_turned_away() -> None:
    made = replace(bounded(), blocked_callers=(NamedCaller(DURAND, "Claire"),))
    call = simulate(Caller(("1",)), TAKEN, settings=made, number=DURAND, calls_of_number=99)
    assert "caller_blocked" not in call.heard
    assert "caller_storm" not in call.heard


def test_a_vip_number_has_the_team_of_the_line_with_no_menu_and_no_question() -> None:
    call = simulate(Caller(), TAKEN, settings=replace(company(), vip_callers=APART))
    assert call.rung == [("durand", OfferOutcome.ACCEPTED)]
    assert call.heard[-1] == "hunt"
    assert "order_ask" not in call.heard
    assert ("apart", "vip") in call.journal.lines
    assert not any(name == "menu" for name, _ in call.journal.lines)


def test_a_number_that_calls_too_often_hears_so_and_the_last_one_allowed_is_served() -> None:
    storm = simulate(Caller(("1",)), TAKEN, settings=bounded(), calls_of_number=4)
    assert storm.heard == ["caller_storm"]
    assert storm.rung == []
    assert simulate(Caller(("1",)), TAKEN, settings=bounded(), calls_of_number=3).outcome is Outcome.CONNECTED
    assert simulate(Caller(("1",)), TAKEN, calls_of_number=999).outcome is Outcome.CONNECTED, "no bound is set"
