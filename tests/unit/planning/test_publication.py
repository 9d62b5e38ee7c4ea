"""What a publication changes of the version before, and whether it is early enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.planning.publication import (
    Change,
    Entry,
    Notice,
    PlannedShift,
    Succession,
    joined,
    notice_of,
    outside,
    planned_shifts,
    succession,
)
from appliance.planning.team_plan import TeamPlan

DAY = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return DAY + hours * HOUR


def shift(start: float, end: float, agent: str = "durand", level: int = 1, team: str = "sav") -> PlannedShift:
    return PlannedShift(at(start), at(end), team, agent, level)


def published(before: list[Entry], shifts: list[PlannedShift], start: float = 0, end: float = 240) -> Succession:
    numbers = count()
    return succession(before, shifts, at(start), at(end), lambda: f"new-{next(numbers)}")


def told(change: Change) -> tuple[PlannedShift | None, PlannedShift | None]:
    return change.before and change.before.shift, change.after and change.after.shift


def test_a_first_publication_adds_every_shift() -> None:
    result = published([], [shift(18, 33), shift(42, 57, "petit")])
    assert [told(change) for change in result.changes] == [(None, shift(18, 33)), (None, shift(42, 57, "petit"))]
    assert [entry.sequence for entry in result.entries] == [0, 0]
    assert len({entry.uid for entry in result.entries}) == 2


def test_the_same_again_changes_nothing_and_keeps_names_and_sequences() -> None:
    first = published([], [shift(18, 33), shift(42, 57)])
    again = published(list(first.entries), [shift(18, 33), shift(42, 57)])
    assert (again.entries, again.changes, again.cancelled) == (first.entries, (), ())


def test_a_shift_that_moves_keeps_its_name_and_its_sequence_grows() -> None:
    first = published([], [shift(18, 33)])
    moved = published(list(first.entries), [shift(20, 33)])
    (change,) = moved.changes
    assert told(change) == (shift(18, 33), shift(20, 33))
    assert moved.entries == (Entry(first.entries[0].uid, 1, shift(20, 33)),)
    again = published(list(moved.entries), [shift(20, 30, level=2)])
    assert (again.entries[0].uid, again.entries[0].sequence) == (first.entries[0].uid, 2)


def test_a_shift_that_is_gone_is_cancelled_with_a_greater_sequence() -> None:
    first = published([], [shift(18, 33)])
    gone = published(list(first.entries), [])
    assert gone.entries == ()
    assert gone.cancelled == (replace(first.entries[0], sequence=1),)
    assert [told(change) for change in gone.changes] == [(shift(18, 33), None)]


def test_a_shift_given_to_another_agent_is_removed_for_one_and_added_for_the_other() -> None:
    first = published([], [shift(18, 33)])
    given = published(list(first.entries), [shift(18, 33, "petit")])
    assert {(change.agent, change.after is None) for change in given.changes} == {("durand", True), ("petit", False)}
    assert given.entries[0].uid != first.entries[0].uid or given.entries[0].uid == "new-0"


def test_the_night_between_two_periods_is_one_entry_that_grows() -> None:
    first = published([], [shift(18, 24)], 0, 24)
    second = published(list(first.entries), [shift(24, 33)], 24, 48)
    assert [entry.shift for entry in second.entries] == [shift(18, 33)]
    assert second.entries[0].uid == first.entries[0].uid
    (change,) = second.changes
    assert change.first_moment == at(24)


def test_what_lies_outside_the_period_is_left_alone() -> None:
    before = [Entry("a", 0, shift(0, 100))]
    result = published(before, [], 24, 48)
    assert [entry.shift for entry in result.entries] == [shift(0, 24), shift(48, 100)]
    assert result.cancelled == ()


def test_a_team_without_planning_is_one_shift_for_each_agent() -> None:
    plan = TeamPlan((("durand",), ("petit",)), "Europe/Paris")
    assert planned_shifts({"sav": plan}, at(0), at(240)) == (shift(0, 240), shift(0, 240, "petit", 2))


shifts = st.builds(
    lambda start, length, agent, level: shift(start, start + length, agent, level),
    st.integers(0, 60),
    st.integers(1, 30),
    st.sampled_from(["durand", "petit"]),
    st.integers(1, 2),
)


def whole(found: list[PlannedShift]) -> list[PlannedShift]:
    """No two of one post at once, as a planning gives them."""
    kept: list[PlannedShift] = []
    for one in sorted(found, key=lambda each: (each.start, each.end)):
        if all(one.post != other.post or one.start >= other.end for other in kept):
            kept.append(one)
    return kept


def hours_of(found: list[PlannedShift]) -> set[tuple[object, int]]:
    return {(one.post, hour) for one in found for hour in range(100) if one.start <= at(hour) < one.end}


@given(first=st.lists(shifts, max_size=6), second=st.lists(shifts, max_size=6), start=st.integers(0, 50))
def test_after_a_publication_the_entries_are_the_former_ones_outside_and_the_new_ones_inside(
    first: list[PlannedShift], second: list[PlannedShift], start: int
) -> None:
    end = start + 20
    before = list(published([], whole(first)).entries)
    inside = [replace(one, start=max(one.start, at(start)), end=min(one.end, at(end))) for one in whole(second)]
    inside = [one for one in inside if one.start < one.end]
    numbers = count()
    result = succession(before, inside, at(start), at(end), lambda: f"second-{next(numbers)}")
    apart = [part for one in whole(first) for part in outside(one, at(start), at(end))]
    assert hours_of([entry.shift for entry in result.entries]) == hours_of([*apart, *inside])
    assert [entry.shift for entry in result.entries] == list(joined(entry.shift for entry in result.entries))
    uids = [entry.uid for entry in (*result.entries, *result.cancelled)]
    assert len(uids) == len(set(uids))
    sequences = {entry.uid: entry.sequence for entry in before}
    for entry in (*result.entries, *result.cancelled):
        unchanged = Entry(entry.uid, entry.sequence, entry.shift) in before
        assert unchanged or entry.sequence > sequences.get(entry.uid, -1)


@pytest.mark.parametrize(
    ("published_at", "first", "notice"),
    [
        ("2026-12-01 10:00", "2026-12-16 00:00", Notice.IN_TIME),
        ("2026-12-01 23:59", "2026-12-15 23:59", Notice.SHORT),
        ("2026-12-01 23:59", "2026-12-03 00:00", Notice.SHORT),
        ("2026-12-01 00:00", "2026-12-02 23:59", Notice.URGENT),
        ("2026-12-01 10:00", "2026-12-01 18:00", Notice.URGENT),
        ("2026-12-01 10:00", "2026-11-01 18:00", Notice.URGENT),
    ],
)
def test_fifteen_days_and_one_clear_day_are_days_of_the_calendar(published_at: str, first: str, notice: Notice) -> None:
    moments = [datetime.fromisoformat(f"{text}+01:00") for text in (published_at, first)]
    assert notice_of(moments[0], moments[1], "Europe/Paris") is notice


def test_a_publication_that_changes_nothing_is_in_time() -> None:
    assert notice_of(DAY, None, "Europe/Paris") is Notice.IN_TIME
