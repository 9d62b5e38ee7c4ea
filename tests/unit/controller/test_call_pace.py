"""A storm is counted by number, and is over when it calls less."""

from __future__ import annotations

from appliance.controller import call_pace
from appliance.controller.call_pace import CallPace

ONE, OTHER = "+33612345678", "+33612345679"


def test_calls_are_counted_by_number_within_the_minutes() -> None:
    now = [0.0]
    pace = CallPace(lambda: now[0])
    assert [pace.called(ONE, 3, 10) for _ in range(3)] == [1, 2, 3]
    assert pace.called(OTHER, 3, 10) == 1
    now[0] = 599
    assert pace.called(ONE, 3, 10) == 4
    now[0] = 600
    assert pace.called(ONE, 3, 10) == 1


def test_calls_that_are_turned_away_keep_the_number_out_no_longer() -> None:
    now = [0.0]
    pace = CallPace(lambda: now[0])
    for second in range(0, 600, 10):
        now[0] = second
        assert pace.called(ONE, 3, 10) == min(second // 10 + 1, 4)
    now[0] = 625
    assert pace.called(ONE, 3, 10) <= 3


def test_who_calls_each_minute_is_served_as_often_as_the_company_says() -> None:
    now = [0.0]
    pace = CallPace(lambda: now[0])
    served = []
    for minute in range(30):
        now[0] = minute * 60
        served += [minute] if pace.called(ONE, 3, 10) <= 3 else []
    assert served == [0, 1, 2, 10, 11, 12, 20, 21, 22]


def test_who_hides_is_not_counted_and_nobody_is_without_a_bound() -> None:
    pace = CallPace(lambda: 0.0)
    assert [pace.called(None, 3, 10) for _ in range(9)] == [0] * 9
    assert [pace.called(ONE, 0, 10) for _ in range(9)] == [0] * 9


def test_no_more_numbers_are_remembered_than_so_many(monkeypatch) -> None:
    monkeypatch.setattr(call_pace, "MOST_NUMBERS", 2)
    pace = CallPace(lambda: 0.0)
    for number in (ONE, OTHER, "+33612345670"):
        pace.called(number, 3, 10)
    assert pace.called(ONE, 3, 10) == 1
    assert pace.called("+33612345670", 3, 10) == 2
