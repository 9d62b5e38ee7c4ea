"""The box's own test call: the fallback's voice does not pass for the controller's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from appliance.commands.selftest import taken_by_the_controller

SINCE = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
TAKEN = {
    "id": "ours",
    "started_at": "2026-12-25T02:10:00.500Z",
    "ended_at": "2026-12-25T02:10:01Z",
    "caller": None,
    "steps": [{"name": "greeting"}],
    "fallback": False,
}


def test_a_call_that_the_controller_ended_is_taken() -> None:
    assert taken_by_the_controller(lambda: [TAKEN], SINCE, 0.0) == "ours"


@pytest.mark.parametrize(
    "other",
    [
        {"fallback": True},
        {"steps": []},
        {"ended_at": None},
        {"caller": "+33678901234"},
        {"started_at": "2026-12-25T02:09:59Z"},
    ],
)
def test_another_call_or_one_left_to_the_fallback_is_not(other: dict[str, Any]) -> None:
    assert taken_by_the_controller(lambda: [{**TAKEN, **other}], SINCE, 0.0) is None


def test_the_journal_is_asked_until_it_knows() -> None:
    answers = iter([[], [TAKEN]])
    assert taken_by_the_controller(lambda: next(answers), SINCE, 5.0) == "ours"
