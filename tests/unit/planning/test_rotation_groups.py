"""Rotations as people speak of them, and as the company file holds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.planning.days import in_french, read_window
from appliance.planning.hours import WeeklyWindow, covers
from appliance.planning.labour_law import long_runs
from appliance.planning.rota import on_call
from appliance.planning.rotation_groups import ALL_DAY, Turns, outside, put_in, rotations_of, turns_in
from appliance.planning.team_plan import TeamPlan

OFFICE = (WeeklyWindow(frozenset(range(5)), time(9), time(18)),)
WEEKLY = Turns(("a", "b", "c"), 7, 4, time(18), date(2026, 11, 27), level=1)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))
windows = st.builds(WeeklyWindow, st.frozensets(st.integers(0, 6), min_size=1), clocks, clocks)
turns = st.builds(
    Turns,
    agents=st.lists(st.sampled_from("abcd"), min_size=1, max_size=5).map(tuple),
    every_days=st.integers(1, 21),
    handover_day=st.none() | st.integers(0, 6),
    handover_time=clocks,
    start=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    windows=st.lists(windows, min_size=1, max_size=3, unique=True).map(tuple),
    level=st.integers(1, 4),
    second=st.booleans(),
    name=st.none() | st.just("Nuits"),
)


def test_nights_and_week_ends_are_what_the_office_leaves() -> None:
    assert {in_french(window) for window in outside(OFFICE)} == {
        "lun-jeu 18:00-09:00",
        "ven 18:00-24:00",
        "sam-dim, toute la journée",
        "lun 00:00-09:00",
    }


def test_an_office_that_never_opens_leaves_every_day() -> None:
    assert outside(()) == ALL_DAY
    assert outside(ALL_DAY) == ()


@given(st.lists(windows, max_size=5), st.integers(0, 7 * 48 - 1))
def test_each_half_hour_is_in_the_windows_or_in_what_they_leave(opened: list[WeeklyWindow], half_hour: int) -> None:
    reading = datetime(2026, 11, 30) + timedelta(minutes=30 * half_hour)
    left = outside(opened)
    assert any(covers(one, reading) for one in opened) != any(covers(one, reading) for one in left)
    assert sum(covers(one, reading) for one in left) <= 1


@given(turns)
def test_what_is_stored_is_read_back_as_it_was_meant(one: Turns) -> None:
    stored = rotations_of(one)
    read = turns_in(stored)
    assert [found for each in read for found in rotations_of(each)] == list(stored)
    if len(set(one.agents)) > 2:
        assert read == [one]


def test_the_second_level_is_whoever_comes_next() -> None:
    plan = TeamPlan(
        (("a", "b", "c"),),
        "Europe/Paris",
        rotations=rotations_of(replace(WEEKLY, second=True, windows=outside(OFFICE))),
    )
    night = datetime(2026, 12, 1, 2, tzinfo=UTC)
    assert [(one.agent, one.level) for one in on_call(plan, night)] == [("a", 1), ("b", 2)]
    assert [(one.agent, one.level) for one in on_call(plan, night + timedelta(days=14))] == [("c", 1), ("a", 2)]
    assert on_call(plan, datetime(2026, 12, 1, 11, tzinfo=UTC)) == ()


def test_one_rotation_takes_the_place_of_another_and_leaves_the_rest() -> None:
    other = replace(WEEKLY, agents=("d",), name="Autre")
    last = replace(other, name="Dernier")
    stored = (*rotations_of(other), *rotations_of(WEEKLY), *rotations_of(last))
    wider = replace(WEEKLY, second=True, windows=outside(OFFICE))
    assert turns_in(put_in(stored, WEEKLY, wider)) == [other, wider, last]
    assert put_in(put_in(stored, WEEKLY, wider), wider, WEEKLY) == stored
    assert put_in(stored, WEEKLY, None) == (*rotations_of(other), *rotations_of(last))
    assert turns_in(put_in((), None, wider)) == [wider]


@given(windows)
def test_a_window_that_is_written_is_read_back(window: WeeklyWindow) -> None:
    assert read_window(in_french(window)) == window


@pytest.mark.parametrize("text", ["", "lun", "lun-xyz 8:00-9:00", "lun 8:00", "25:00-26:00", "24:00-12:00", "8-9-10"])
def test_what_is_no_window_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="écrivez"):
        read_window(text)


def test_a_window_is_read_as_people_write_it() -> None:
    assert read_window("Lundi-vendredi 18h-9h") == WeeklyWindow(frozenset(range(5)), time(18), time(9))
    assert read_window("sam toute la journée") == WeeklyWindow(frozenset((5,)), time(0), time(0))
    assert read_window("sam, dim 0h30 à 24h") == WeeklyWindow(frozenset((5, 6)), time(0, 30), time(0))


def test_who_is_on_call_for_more_than_a_week_without_a_break_is_told() -> None:
    start = datetime(2026, 12, 4, 17, tzinfo=UTC)
    week, fortnight = (start, start + timedelta(days=7)), (start + timedelta(days=1), start + timedelta(days=15))
    assert long_runs({"a": [week], "b": [fortnight], "c": []}) == [("b", fortnight, 14)]
