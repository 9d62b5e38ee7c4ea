"""Rotations and weekly shifts are put into the planning as values; what comes of it is what a file can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from appliance.company.model import Company
from appliance.door import Refused
from appliance.door.weekly_shifts import GONE, LEFT, with_rotations, with_shifts
from appliance.planning.hours import WeeklyWindow
from appliance.planning.rotation_groups import Turns
from appliance.planning.team_plan import Shift
from tests.as_file import edited
from tests.unit.calls.rehearsal import company

TEAM, TODAY = "depannage", date(2026, 11, 28)
NIGHTS = WeeklyWindow(frozenset(range(5)), time(18), time(9))
TURNS = Turns(("durand", "petit"), 7, 4, time(18), date(2026, 12, 4), (NIGHTS,), 1, second=True, name="Nuits")
SHIFT = Shift("petit", NIGHTS, 2)


def as_a_file(some: Company) -> Company:
    return edited(some, lambda sections: None)


def test_a_rotation_comes_and_goes() -> None:
    some = company()
    after = with_rotations(some, TEAM, None, TURNS)
    assert len(after.teams[TEAM].plan.rotations) == len(some.teams[TEAM].plan.rotations) + 2
    assert as_a_file(after) == after
    assert with_rotations(after, TEAM, TURNS, None) == some


def test_a_shift_comes_from_a_day_on() -> None:
    some = company()
    after = with_shifts(some, TEAM, None, SHIFT, TODAY, TODAY)
    assert after.teams[TEAM].plan.shifts == (*some.teams[TEAM].plan.shifts, replace(SHIFT, first=TODAY))
    assert as_a_file(after) == after


def test_what_went_meanwhile_is_told() -> None:
    some = company()
    for refused in (
        lambda: with_rotations(some, TEAM, TURNS, None),
        lambda: with_shifts(some, TEAM, SHIFT, None, TODAY, TODAY),
        lambda: with_shifts(some, "sav", None, SHIFT, TODAY, TODAY),
    ):
        with pytest.raises(Refused, match=GONE):
            refused()
    for left in (
        lambda: with_rotations(some, TEAM, None, replace(TURNS, agents=("durand", "parti"))),
        lambda: with_shifts(some, TEAM, None, replace(SHIFT, agent="parti"), TODAY, TODAY),
    ):
        with pytest.raises(Refused, match=LEFT):
            left()
