"""How far each number of the settings goes: asked by the file, its schema, and what judges the values. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Bounds(NamedTuple):
    """Both included."""

    low: int
    high: int


MAX_WAIT = Bounds(1, 1800)  # seconds
TARGET_WAIT = Bounds(1, 600)  # seconds
CALLBACK_WITHIN = Bounds(0, 1440)  # minutes
ESCALATE_AFTER = Bounds(0, 1440)  # minutes
ESCALATE_TIMES = Bounds(0, 20)
RING_SECONDS = Bounds(1, 120)
RING_ROUNDS = Bounds(1, 10)
DUTY_CALL = Bounds(0, 720)  # minutes before a duty
HAND_OVER_CALL = Bounds(-30, 120)  # minutes before the first level changes hands; after it, where negative
SAFETY_CALL = Bounds(5, 240)  # minutes between two
FAIRNESS_DAYS = Bounds(1, 400)
KEPT_MESSAGE_DAYS = Bounds(1, 3650)
KEPT_TALK_DAYS = Bounds(1, 3650)
KEPT_TOLD_DAYS = Bounds(7, 3650)  # what waits for its channel is tried for a week
TRIES = Bounds(1, 5)  # of a number that a caller types
DIGITS = Bounds(1, 20)  # of such a number
MOST_CALLS = Bounds(0, 1000)  # of one number; 0: no bound
MOST_CALLS_MINUTES = Bounds(1, 1440)
TEST_EVERY = Bounds(0, 672)  # hours between two calls of a machine, less than callers are known; 0: none is expected
MOST_OFFICES = 10  # telephones of a hunt group


def is_within(number: int | None, bounds: Bounds) -> bool:
    return number is not None and bounds.low <= number <= bounds.high


def out_of_bounds(number: object, bounds: Bounds) -> str:
    """The sentence about one that is not within."""
    return f"« {number} » n'est pas un nombre entier entre {bounds.low} et {bounds.high}."
