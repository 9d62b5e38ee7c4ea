"""Times as a French reader reads them at a glance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.planning.quantities import hours_read


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(hours=168), "168 h"),
        (timedelta(hours=2, minutes=10), "2 h 10"),
        (timedelta(minutes=7, seconds=20), "7 min"),
        (timedelta(seconds=59), "moins d'une minute"),
        (timedelta(seconds=7), "moins d'une minute"),
        (timedelta(), "0 min"),
    ],
)
def test_a_time_is_read_to_the_minute_and_no_shorter(length: timedelta, said: str) -> None:
    assert hours_read(length).replace("\u00a0", " ") == said
