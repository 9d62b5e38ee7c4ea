"""Hours as people say them, each day once."""

from __future__ import annotations

from datetime import time

import pytest

from appliance.planning.hours import WeeklyWindow
from appliance.planning.hours_words import days_words, week_words

MORNING, AFTERNOON = (time(8), time(12, 30)), (time(13, 30), time(18))


def window(days: set[int], hours: tuple[time, time]) -> WeeklyWindow:
    return WeeklyWindow(frozenset(days), *hours)


def test_the_hours_of_a_day_are_said_together_and_days_alike_once() -> None:
    office = [window({0, 1, 2, 3}, MORNING), window({0, 1, 2, 3}, AFTERNOON), window({4}, MORNING)]
    assert week_words(office) == "du lundi au jeudi, 8 h – 12 h 30 et 13 h 30 – 18 h ; vendredi, 8 h – 12 h 30"


def test_a_whole_day_and_an_end_at_midnight_are_said_as_such() -> None:
    assert week_words([window({5, 6}, (time(0), time(0)))]) == "samedi et dimanche, toute la journée"
    assert week_words([window(set(range(7)), (time(18), time(0)))]) == "tous les jours, 18 h – 24 h"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({4, 5}, "vendredi et samedi"),
        ({0, 1, 2, 4}, "du lundi au mercredi et vendredi"),
        ({0, 2, 4}, "lundi, mercredi et vendredi"),
        ({6}, "dimanche"),
    ],
)
def test_days_are_said_as_people_say_them(days: set[int], said: str) -> None:
    assert days_words(days) == said
