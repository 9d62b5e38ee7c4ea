"""A weekly shift counts from a day to a day; one that is changed is what it was until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.planning.dated_shifts import put_from
from appliance.planning.hours import WeeklyWindow
from appliance.planning.rota import on_call, windows
from appliance.planning.team_plan import Former, Rotation, Shift, TeamPlan

NIGHTS = WeeklyWindow(frozenset(range(7)), time(18), time(8))
DAYS = WeeklyWindow(frozenset(range(7)), time(8), time(18))
OLD, NEW = Shift("durand", NIGHTS), Shift("petit", NIGHTS)
FIRST, TODAY = date(2026, 12, 1), date(2026, 11, 28)


def plan(*shifts: Shift, **facts: object) -> TeamPlan:
    return TeamPlan((("durand", "petit", "martin"),), "Europe/Paris", shifts, **facts)


def who(some: TeamPlan, day: int, hour: int, month: int = 12) -> list[str]:
    return [entry.agent for entry in on_call(some, datetime(2026, month, day, hour - 1, tzinfo=UTC))]


def test_the_night_of_the_last_day_goes_to_its_end_and_the_next_one_is_the_new_one_s() -> None:
    always = Shift("martin", DAYS)
    changed = plan(*put_from((OLD, always), OLD, NEW, FIRST, TODAY), always)
    assert [who(changed, 30, 23, 11), who(changed, 1, 7), who(changed, 1, 18), who(changed, 2, 7)] == [
        ["durand"],
        ["durand"],
        ["petit"],
        ["petit"],
    ]


@given(st.dates(date(2026, 11, 1), date(2027, 2, 1)), st.booleans())
def test_no_moment_before_the_day_changes_and_every_one_after_it_does(since: date, removed: bool) -> None:
    later = None if removed else NEW
    after = plan(*put_from((OLD, Shift("martin", DAYS)), OLD, later, since, TODAY))
    cut = datetime.combine(since, time(12), UTC)
    start, end = cut - timedelta(days=9), cut + timedelta(days=9)
    before = plan(OLD, Shift("martin", DAYS))
    assert windows(after, start, cut) == windows(before, start, cut)
    wholly = plan(Shift("martin", DAYS), *([NEW] if later else []))
    assert [entries for *_, entries in windows(after, cut, end)] == [
        entries for *_, entries in windows(wholly, cut, end)
    ]


def test_what_had_not_begun_goes_and_what_is_over_cannot_be_changed() -> None:
    planned = replace(OLD, first=FIRST)
    assert put_from((planned,), planned, NEW, FIRST, TODAY) == (replace(NEW, first=FIRST),)
    assert put_from((planned,), planned, None, FIRST, TODAY) == ()
    with pytest.raises(ValueError, match="fini depuis le 30/11/2026"):
        put_from((replace(OLD, last=date(2026, 11, 30)),), replace(OLD, last=date(2026, 11, 30)), NEW, FIRST, TODAY)
    with pytest.raises(ValueError, match="Rien ne change"):
        put_from((OLD,), OLD, OLD, FIRST, TODAY)
    with pytest.raises(ValueError, match="avant le premier"):
        put_from((), None, replace(NEW, last=date(2026, 11, 1)), FIRST, TODAY)


def test_one_that_has_not_begun_moves_whole_to_another_day() -> None:
    planned, later = replace(OLD, first=FIRST), date(2027, 2, 1)
    assert put_from((planned,), planned, OLD, later, TODAY) == (replace(OLD, first=later),)
    assert put_from((planned,), planned, OLD, TODAY, TODAY) == (replace(OLD, first=TODAY),)
    for begun in (planned, replace(OLD, first=date(2026, 11, 1))):
        with pytest.raises(ValueError, match="Rien ne change"):
            put_from((begun,), begun, OLD, FIRST, TODAY)


def test_once_every_shift_is_over_the_whole_team_is_on_call_again() -> None:
    ended = plan(replace(OLD, last=date(2026, 11, 30)))
    assert who(ended, 1, 7) == ["durand"]
    assert who(ended, 1, 8) == ["durand", "petit", "martin"]


def test_until_a_change_the_former_planning_counts_with_its_levels() -> None:
    until = datetime(2026, 12, 1, 11, tzinfo=UTC)
    turns = Rotation(
        ("martin",), 7, None, time(0), date(2026, 1, 1), WeeklyWindow(frozenset(range(7)), time(0), time(0))
    )
    changed = plan(NEW, former=(Former(until, (("petit",), ("martin",)), rotations=(turns,)),))
    assert [(one.agent, one.level) for one in on_call(changed, until - timedelta(minutes=1))] == [("martin", 2)]
    assert on_call(changed, until) == ()
    stretches = windows(changed, until - timedelta(days=1), until + timedelta(hours=1))
    assert [start for start, *_ in stretches][-1] == until
