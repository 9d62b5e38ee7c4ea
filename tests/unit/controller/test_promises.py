"""Callers who ask for a callback together pass no limit, though nothing of it is written yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from appliance.controller.promises import MOST_AT_ONCE, AllowedLately

NIGHT = datetime(2026, 12, 1, 2, 10, tzinfo=UTC)
NUMBER = "+33678901234"


def test_one_number_is_promised_no_more_in_a_moment_than_in_a_day() -> None:
    lately = AllowedLately()
    assert [lately.takes(NUMBER, NIGHT) for _ in range(5)] == [True, True, True, False, False]
    assert lately.takes("+33678901235", NIGHT)


def test_many_numbers_are_promised_a_few_in_a_moment_and_others_after_it() -> None:
    lately = AllowedLately()
    asked = [lately.takes(f"+336789012{number}", NIGHT) for number in range(10, 40)]
    assert sum(asked) == MOST_AT_ONCE
    assert lately.takes(NUMBER, NIGHT + timedelta(minutes=1))
