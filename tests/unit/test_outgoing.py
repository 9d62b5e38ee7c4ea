"""How much may be dialled: each cap, the last fifth that is the callers', and the windows back from now."""

from __future__ import annotations

import pytest

from appliance.outgoing import SECONDS, SLIDING, Caps, Level, Mark, Spent, Window, marks, may_ring, within

SMALL = Caps(
    legs_per_call=2,
    legs_per_hour=10,
    legs_per_day=20,
    legs_per_month=30,
    minutes_per_call=5,
    minutes_per_hour=10,
    minutes_per_day=20,
    minutes_per_month=30,
)


@pytest.mark.parametrize("window", list(Window))
@pytest.mark.parametrize("unit", ["legs", "minutes"])
def test_each_cap_stops_what_goes_out_once_it_is_spent(window: Window, unit: str) -> None:
    cap = getattr(SMALL, f"{unit}_per_{window.value}")
    for amount, rings in ((cap - 1, True), (cap, False), (cap + 1, False)):
        spent = Spent(legs=amount) if unit == "legs" else Spent(seconds=60 * amount)
        others = dict.fromkeys(Window, Spent())
        assert may_ring({**others, window: spent}, SMALL, for_caller=True) is rings


def test_what_no_caller_waits_for_stops_at_four_fifths() -> None:
    for legs, rings in ((7, True), (8, False), (9, False)):
        spent = {Window.HOUR: Spent(legs)}
        assert may_ring(spent, SMALL, for_caller=False) is rings
        assert may_ring(spent, SMALL, for_caller=True)


def test_a_cap_of_one_lets_one_telephone_ring() -> None:
    one = Caps(legs_per_hour=1)
    assert may_ring({Window.HOUR: Spent(0)}, one, for_caller=False)
    assert not may_ring({Window.HOUR: Spent(1)}, one, for_caller=True)


@pytest.mark.parametrize(
    ("spent", "level"), [(0, Level.FAR), (4, Level.FAR), (5, Level.HALF), (9.9, Level.HALF), (10, Level.REACHED)]
)
def test_the_alarm_is_at_half(spent: float, level: Level) -> None:
    assert Mark(Window.HOUR, "legs", spent, 10).level is level


def test_a_mark_is_named_as_in_the_machines_file() -> None:
    named = {mark.name for mark in marks(dict.fromkeys(Window, Spent()), SMALL)}
    assert named == set(Caps.__struct_fields__) - {"tell"}


@pytest.mark.parametrize("window", SLIDING)
def test_a_window_goes_back_from_now_and_a_clock_set_back_does_not_hold_it_for_ever(window: Window) -> None:
    now, length = 1_800_000_000.0, SECONDS[window]
    assert within(window, now, now)
    assert within(window, now - length + 1, now)
    assert not within(window, now - length, now)
    assert not within(window, now + length + 1, now)


def test_a_busy_line_meets_no_cap() -> None:
    """Ten agents with two telephones, ten rounds; fifteen talks at once for an hour; an office of ten desks."""
    usual = Caps()
    assert usual.legs_per_call >= 10 * 2 * 10
    assert usual.minutes_per_hour >= 15 * 60
    assert usual.minutes_per_day >= 10 * 8 * 60
    assert usual.minutes_per_month >= 10 * 8 * 60 * 18
