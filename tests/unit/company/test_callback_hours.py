"""When a callback may be tried: at any time within the hour, outside the quiet hours of the line afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from appliance.company.callback_hours import quiet_since, quiet_until
from appliance.company.model import Line, QuietHours
from tests.unit.calls.rehearsal import company

NIGHT = QuietHours(time(22), time(7))
ASKED = datetime(2026, 12, 1, 20, 30, tzinfo=UTC)  # 21:30 in Paris
SEVEN = datetime(2026, 12, 2, 6, 0, tzinfo=UTC)


def line(hours: QuietHours | None = NIGHT) -> Line:
    return replace(company().lines["urgence"], callback_quiet=hours)


@pytest.mark.parametrize(
    ("after", "until"),
    [
        (timedelta(minutes=30), None),  # 22:00, in the quiet hours: it is still awaited
        (timedelta(minutes=59, seconds=59), None),
        (timedelta(hours=1), SEVEN),
        (timedelta(hours=6), SEVEN),
        (timedelta(hours=9, minutes=30), None),  # 7:00
        (timedelta(hours=24, minutes=30), datetime(2026, 12, 3, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_late_try_waits_for_the_end_of_the_quiet_hours(after: timedelta, until: datetime | None) -> None:
    assert quiet_until(line(), ASKED, ASKED + after) == until


def test_quiet_hours_may_be_in_the_day() -> None:
    noon, lunch = datetime(2026, 12, 1, 11, 30, tzinfo=UTC), line(QuietHours(time(12), time(14)))
    assert quiet_until(lunch, noon - timedelta(hours=2), noon) == noon + timedelta(minutes=90)
    assert quiet_until(lunch, noon - timedelta(hours=2), noon + timedelta(minutes=90)) is None


def test_without_such_hours_nothing_waits() -> None:
    assert quiet_until(line(None), ASKED, ASKED + timedelta(hours=6)) is None
    assert quiet_since(line(None), ASKED, ASKED + timedelta(hours=6)) == timedelta(0)


def test_what_could_not_be_tried_counts_for_nothing() -> None:
    """From 22:30, an hour after the promise, to 7:00."""
    assert quiet_since(line(), ASKED, ASKED + timedelta(minutes=50)) == timedelta(0)
    assert quiet_since(line(), ASKED, SEVEN + timedelta(hours=1)) == timedelta(hours=8, minutes=30)


def test_the_hour_that_autumn_repeats_is_quiet_twice() -> None:
    asked = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
    end = datetime(2026, 10, 25, 6, 0, tzinfo=UTC)  # 7:00, in winter time
    assert quiet_since(line(), asked, end) == timedelta(hours=10)
