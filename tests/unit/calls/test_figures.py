"""Figures of past calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from appliance.calls.figures import Load, PastCall, PastOffer, Slot, in_time, loads, targets_of
from tests.unit.calls.one_by_one import by_weekday, median_wait, outcomes, waits

AT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # Sunday, 2:30 in Paris, the hour that comes twice


def call(wait: float | None, outcome: str = "connected", at: datetime = AT) -> PastCall:
    return PastCall(at, at + timedelta(seconds=wait) if wait is not None else None, outcome)


def test_waits_are_counted_by_class_and_their_ends_belong_to_the_shorter() -> None:
    calls = [call(seconds) for seconds in (0.0, 15.0, 15.5, 30.0, 60.0, 61.0, 120.0, 121.0)]
    assert waits([*calls, call(None, "message")]) == {15: 2, 30: 2, 60: 1, 120: 2, None: 1}


def test_half_of_those_who_reached_somebody_waited_no_longer() -> None:
    assert median_wait([call(10), call(20), call(90), call(None)]) == 20
    assert median_wait([call(10), call(20)]) == 10
    assert median_wait([call(None)]) is None


def test_a_call_is_in_time_by_the_target_of_its_line_or_by_a_minute() -> None:
    calls = [replace(call(seconds), line=line) for seconds in (40.0, 50.0, 60.0, 70.0) for line in ("a", "gone")]
    assert in_time([*calls, call(None, "message")], {"a": 45}) == 1 + 3
    assert targets_of(None) == {}


def test_outcomes_come_by_frequency() -> None:
    found = outcomes([call(None, "message"), call(5), call(6)])
    assert list(found.items()) == [("connected", 2), ("message", 1)]


def test_hours_are_those_of_the_wall_on_both_sides_of_a_clock_change() -> None:
    week = by_weekday([call(1), call(None, "abandoned", AT + timedelta(hours=1))], "Europe/Paris")
    assert week[6][0] == Slot(2, 1)
    assert sum(slot.calls for day in week for slot in day) == 2


def test_a_call_that_the_fallback_joined_to_somebody_or_took_a_message_of_was_not_in_vain() -> None:
    left = replace(call(None, "fallback"), message=True)
    week = by_weekday([call(40, "fallback"), call(None, "fallback"), left], "Europe/Paris")
    assert sum(slot.in_vain for day in week for slot in day) == 1


def test_whoever_took_most_comes_first_and_offices_are_no_agents() -> None:
    offers = [
        PastOffer("a", "no_answer"),
        PastOffer("b", "accepted"),
        PastOffer("b", "busy"),
        PastOffer("forward", None),
    ]
    assert loads(offers, {"a": "Ana", "b": "Bob"}) == [Load("b", 2, 1), Load("a", 1, 0)]
