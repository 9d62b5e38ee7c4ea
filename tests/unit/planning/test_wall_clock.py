"""When a local day begins, in zones whose clock is changed at midnight too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.planning.wall_clock import DAY, SECOND, midnight, wall_clock

PUT_FORWARD = {
    "Asia/Beirut": date(2026, 3, 29),
    "Africa/Cairo": date(2026, 4, 24),
    "America/Havana": date(2026, 3, 8),
    "America/Santiago": date(2026, 9, 6),
    "Atlantic/Azores": date(2026, 3, 29),
    "Asia/Gaza": date(2021, 3, 27),
}
ZONES = ("Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "America/Nuuk", "Pacific/Noumea", *PUT_FORWARD)


@pytest.mark.parametrize(("zone", "day"), PUT_FORWARD.items(), ids=PUT_FORWARD)
def test_a_day_without_a_midnight_begins_as_the_clock_is_put_forward(zone: str, day: date) -> None:
    begins = midnight(day, zone)
    assert wall_clock(begins, zone) == datetime(day.year, day.month, day.day, 1)
    assert wall_clock(begins - SECOND, zone) == datetime(day.year, day.month, day.day) - SECOND


def test_a_day_that_has_two_midnights_begins_at_the_first() -> None:
    assert midnight(date(2026, 11, 1), "America/Havana") == datetime(2026, 11, 1, 4, tzinfo=UTC)


@given(st.sampled_from(ZONES), st.dates(date(2015, 1, 1), date(2036, 1, 1)))
def test_a_day_begins_where_no_moment_of_before_was_of_it(zone: str, day: date) -> None:
    begins = midnight(day, zone)
    assert wall_clock(begins, zone).date() == day
    assert all(wall_clock(begins - some, zone).date() == day - DAY for some in (SECOND, timedelta(hours=1)))
