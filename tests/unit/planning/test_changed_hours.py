"""What a change of planning is to whoever reads it: what stands alone as it is, a cut turn by its hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from appliance.planning.changed_hours import Pair, changed_hours
from appliance.planning.publication import PlannedShift

MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)


def shift(first: float, last: float, agent: str = "minh", level: int = 1) -> PlannedShift:
    """From and to so many days after Monday."""
    return PlannedShift(MONDAY + timedelta(days=first), MONDAY + timedelta(days=last), "sav", agent, level)


def test_a_turn_cut_in_two_is_told_by_what_is_lost() -> None:
    cut: list[Pair] = [(shift(0, 7), shift(0, 2)), (None, shift(3, 7)), (None, shift(2, 3, "karim"))]
    assert changed_hours(cut) == [(shift(2, 3), None), (None, shift(2, 3, "karim"))]


def test_two_turns_made_one_are_told_by_what_is_gained() -> None:
    assert changed_hours([(shift(0, 2), shift(0, 7)), (shift(3, 7), None)]) == [(None, shift(2, 3))]


def test_what_moves_and_what_is_new_or_no_more_stay_as_they_are() -> None:
    moved: list[Pair] = [(shift(0, 7), shift(0.5, 7.5)), (None, shift(8, 9)), (shift(10, 11), None)]
    assert changed_hours(moved) == moved


def test_a_turn_of_another_level_or_agent_is_not_cut_by_it() -> None:
    apart: list[Pair] = [(shift(0, 7), None), (None, shift(1, 2, level=2)), (None, shift(2, 3, "karim"))]
    assert changed_hours(apart) == apart
