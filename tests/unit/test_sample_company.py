"""The sample company that ships: readable, lively, and somebody on call at every moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import appliance
from appliance.company.model import CallTeam
from appliance.planning.coverage import gaps
from appliance.planning.hours import Period
from appliance.planning.rota import on_call
from appliance.store.company_file import load_company_file, read_company, write_company

COMPANY = load_company_file(Path(appliance.__file__).parent / "sample" / "company.yml")


def test_it_is_exported_as_it_was_read():
    assert read_company(write_company(COMPANY), "export.yml") == COMPANY


@pytest.mark.parametrize("team", COMPANY.teams)
def test_somebody_is_on_call_at_every_moment_of_two_years(team):
    assert gaps(COMPANY.teams[team].plan, datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)) == []


def test_its_numbers_ring_nobody_in_real_life():
    numbers = [phone for agent in COMPANY.agents.values() for phone in agent.phones]
    assert all(number.startswith(("+3363998", "+3319900")) for number in numbers)


def test_it_has_a_line_of_customers_after_hours_and_a_line_of_staff_at_all_hours():
    clients, staff = COMPANY.lines["clients"], COMPANY.lines["personnel"]
    assert clients.default
    assert clients.opening_hours
    assert len({behaviour.announcement for behaviour in clients.behaviours.values()}) == 4
    assert set(staff.behaviours) == set(Period)
    assert {behaviour.action for behaviour in staff.behaviours.values()} == {CallTeam("encadrement")}


def test_at_christmas_a_replacement_is_on_call_and_an_absent_agent_is_not():
    plan = COMPANY.teams["depannage"].plan
    christmas = [entry.agent for entry in on_call(plan, datetime(2026, 12, 25, 2, 10, tzinfo=UTC))]
    assert christmas == ["rousseau", "vidal"]
    assert "nguyen" not in [entry.agent for entry in on_call(plan, datetime(2027, 2, 10, 12, tzinfo=UTC))]
