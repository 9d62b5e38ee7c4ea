"""What is done once a day is due once a day, whatever the clocks do."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from appliance.planning.daily import LATE, due_day

PARIS = "Europe/Paris"
MINUTE = timedelta(minutes=1)
FIVE = datetime(2026, 12, 3, 16, tzinfo=UTC)  # Thursday, 17 h in Paris


def test_it_is_due_from_its_hour_on_for_six_hours() -> None:
    assert due_day(time(17), PARIS, FIVE - MINUTE) is None
    assert due_day(time(17), PARIS, FIVE) == date(2026, 12, 3)
    assert due_day(time(17), PARIS, FIVE + LATE - MINUTE) == date(2026, 12, 3)
    assert due_day(time(17), PARIS, FIVE + LATE) is None


def test_what_is_late_over_midnight_is_still_the_day_s_before() -> None:
    assert due_day(time(23, 50), PARIS, datetime(2026, 12, 3, 23, 30, tzinfo=UTC)) == date(2026, 12, 3)


@pytest.mark.parametrize("at", [time(2, 30), time(17), time(0), time(23, 59)])
@pytest.mark.parametrize("month, day", [(3, 27), (10, 23)])
def test_each_day_is_due_for_about_six_hours_where_the_clocks_change(at: time, month: int, day: int) -> None:
    begin = datetime(2026, month, day, 12, tzinfo=UTC)
    due = Counter(due_day(at, PARIS, begin + n * MINUTE) for n in range(4 * 24 * 60))
    whole = [date(2026, month, day + n) for n in (1, 2, 3)]
    assert [due[one] for one in whole] == [360, 360, 360]
