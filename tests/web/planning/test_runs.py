"""Published shifts in few sentences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from web.planning.runs import change_records, shift_lines

ZONE = "Europe/Paris"
MONDAY = datetime(2026, 12, 7, 19, tzinfo=UTC)  # 20 h in Paris


def shift(day: int, hours: int = 12, level: int = 1) -> dict[str, Any]:
    starts = MONDAY + timedelta(days=day)
    return {"team_name": "SAV", "level": level, "starts": starts, "ends": starts + timedelta(hours=hours)}


def test_days_alike_that_follow_one_another_are_told_once() -> None:
    assert shift_lines([shift(2), shift(0), shift(1)], ZONE) == [
        "chaque jour du lundi 7 décembre 2026 au mercredi 9 décembre 2026, de 20 h à 8 h, niveau 1 (SAV)"
    ]


def test_two_days_a_gap_another_length_and_another_level_are_told_apart() -> None:
    assert len(shift_lines([shift(0), shift(1)], ZONE)) == 2
    assert len(shift_lines([shift(0), shift(1), shift(3), shift(4)], ZONE)) == 4
    assert len(shift_lines([shift(0), shift(1, hours=36), shift(2, level=2)], ZONE)) == 3


def test_the_clock_of_people_counts_where_it_is_put_back() -> None:
    starts = [datetime(2026, 10, day, 18 if day < 25 else 19, tzinfo=UTC) for day in (23, 24, 25, 26)]
    ends = [datetime(2026, 10, day + 1, 6 if day < 24 else 7, tzinfo=UTC) for day in (23, 24, 25, 26)]
    nights = [
        {"team_name": "SAV", "level": 1, "starts": start, "ends": end} for start, end in zip(starts, ends, strict=True)
    ]
    assert shift_lines(nights, ZONE) == [
        "chaque jour du vendredi 23 octobre 2026 au lundi 26 octobre 2026, de 20 h à 8 h, niveau 1 (SAV)"
    ]


def test_what_is_new_is_told_as_a_shift_and_the_rest_as_a_change() -> None:
    none = {"starts_before": None, "ends_before": None, "level_before": None}
    one = shift(0)
    new = {"team_name": "SAV", **none, "starts_after": one["starts"], "ends_after": one["ends"], "level_after": 1}
    moved = {**new, "starts_before": one["starts"]}
    found, others = change_records([new, moved])
    assert [{key: record[key] for key in one} for record in found] == [one]
    assert others == [moved]
