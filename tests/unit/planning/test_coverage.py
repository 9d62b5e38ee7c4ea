"""Intervals taken from intervals, minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from appliance.planning.coverage import Interval, without

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
