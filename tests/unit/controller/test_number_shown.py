"""Which number a telephone that is tried sees: that of a line which would ring it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from appliance.company.model import Company
from appliance.controller.phone_tests import number_shown
from tests.unit.calls.rehearsal import DID, company

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_it_is_a_number_of_the_agent_s_own_line_else_of_any() -> None:
    known: Company = company()
    elsewhere = replace(
        known.lines["urgence"], id="ailleurs", name="Ailleurs", numbers=("+33972999999",), behaviours={}
    )
    both = replace(known, lines={"ailleurs": elsewhere, **known.lines})
    assert number_shown(both, "durand", NOW) == DID
    assert number_shown(both, "", NOW) == "+33972999999"
    assert number_shown(replace(known, lines={}), "durand", NOW) is None
