"""Intervals taken from intervals, minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from appliance.planning.coverage import at_once, coverage, covered, without
from appliance.planning.hours import WeeklyWindow
from appliance.planning.spans import Interval
from appliance.planning.team_plan import Absence, Departure, Shift, TeamPlan

START = datetime(2026, 10, 25, tzinfo=UTC)
CUTS = st.lists(st.integers(0, 60), unique=True, max_size=12).map(sorted)


def intervals(cuts: list[int]) -> list[Interval]:
    moments = [START + timedelta(minutes=cut) for cut in cuts]
    return list(zip(moments[::2], moments[1::2], strict=False))


def minutes(some: list[Interval]) -> set[int]:
    return {
        minute for minute in range(61) if any(start <= START + timedelta(minutes=minute) < end for start, end in some)
    }


@given(CUTS, CUTS)
def test_what_is_left_is_what_the_others_do_not_hold(left: list[int], right: list[int]) -> None:
    rest = without(intervals(left), intervals(right))
    assert minutes(rest) == minutes(intervals(left)) - minutes(intervals(right))
    assert all(start < end for start, end in rest)


ALWAYS = WeeklyWindow(frozenset(range(7)), time(0), time(0))
NIGHTS = WeeklyWindow(frozenset(range(7)), time(18), time(8))
DAYS = WeeklyWindow(frozenset(range(7)), time(8), time(18))
TWO = TeamPlan(
    (("durand", "petit"),),
    "Europe/Paris",
    (Shift("durand", ALWAYS), Shift("petit", NIGHTS), Shift("durand", NIGHTS, 2)),
    absences=(Absence("petit", date(2026, 11, 25), date(2026, 11, 25)),),
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


def test_one_walk_tells_who_is_alone_twice_and_away() -> None:
    found = coverage(TWO, paris("2026-11-24 08:00"), paris("2026-11-26 00:00"))
    assert found.gaps == []
    assert found.alone == {
        "durand": [
            (paris("2026-11-24 08:00"), paris("2026-11-24 18:00")),
            (paris("2026-11-25 00:00"), paris("2026-11-26 00:00")),
        ]
    }
    assert found.doubled == {
        "durand": [
            (paris("2026-11-24 18:00"), paris("2026-11-25 08:00")),
            (paris("2026-11-25 18:00"), paris("2026-11-26 00:00")),
        ]
    }
    assert found.away == {
        "petit": [
            (paris("2026-11-25 00:00"), paris("2026-11-25 08:00")),
            (paris("2026-11-25 18:00"), paris("2026-11-26 00:00")),
        ]
    }


def test_every_moment_of_the_next_days_is_covered_or_it_is_not() -> None:
    left = replace(TWO, departures=(Departure("durand", date(2026, 11, 26)),))
    assert covered(TWO, paris("2026-11-24 12:00"), 400)
    assert covered(left, paris("2026-11-24 12:00"), 2)
    assert not covered(left, paris("2026-11-24 12:00"), 3)


def test_what_holds_at_once_is_told_with_what_holds() -> None:
    hour = [START + timedelta(hours=number) for number in range(9)]
    held = {"a": [(hour[0], hour[4])], "b": [(hour[2], hour[6])], "c": [(hour[3], hour[5]), (hour[7], hour[8])]}
    assert at_once(held) == [
        (hour[2], hour[3], frozenset("ab")),
        (hour[3], hour[4], frozenset("abc")),
        (hour[4], hour[5], frozenset("bc")),
    ]
