"""The usual wait of a line is read once in some minutes, whatever the journal does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.controller import usual_waits
from appliance.controller.usual_waits import KEPT_SECONDS, UsualWaits
from appliance.store.errors import StoreError

NOON = datetime(2026, 12, 25, 12, tzinfo=UTC)


class Journal:
    """Answers with these waits, or fails; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked, self.answer = 0, [10.0]

    def __call__(self, *_: object) -> list[float]:
        self.asked += 1
        if not self.answer:
            raise StoreError("la base ne répond pas")
        return self.answer


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Journal:
    asked = Journal()
    monkeypatch.setattr(usual_waits, "past_waits", asked)
    return asked


def test_the_journal_is_asked_once_for_the_calls_of_some_minutes(journal: Journal) -> None:
    ticks = [0.0]
    waits = UsualWaits(None, lambda: NOON, lambda: ticks[0])
    assert [waits._waits("urgence") for _ in range(3)] == [[10.0]] * 3
    assert journal.asked == 1
    waits._waits("autre")
    ticks[0] = KEPT_SECONDS
    waits._waits("urgence")
    assert journal.asked == 3


def test_a_journal_that_fails_is_left_in_peace_and_what_was_known_serves(journal: Journal) -> None:
    ticks = [0.0]
    waits = UsualWaits(None, lambda: NOON, lambda: ticks[0])
    waits._waits("urgence")
    journal.answer, ticks[0] = [], KEPT_SECONDS
    assert [waits._waits("urgence") for _ in range(3)] == [[10.0]] * 3
    assert journal.asked == 2
