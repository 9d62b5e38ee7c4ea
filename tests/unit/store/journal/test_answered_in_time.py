"""The search of the journal and the figures agree, to the microsecond, on which calls a human took in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from appliance.calls.figures import PastCall, in_time
from appliance.company.model import TARGET_SECONDS
from appliance.store.database import writing
from appliance.store.journal.search import Search, search_calls
from appliance.store.journal.tables import CallRow

BEGAN = datetime(2026, 12, 31, 23, 59, 59, 750_000, tzinfo=UTC)
TARGETS = {"urgence": 45, "ascenseurs": 90_000}
WAITS = {
    "none": None,
    "before": timedelta(seconds=-2),
    "zero": timedelta(0),
    "usual": timedelta(seconds=TARGET_SECONDS),
    "target": timedelta(seconds=45),
    "just after": timedelta(seconds=45, microseconds=1),
    "a day": timedelta(seconds=90_000),
    "more than a day": timedelta(seconds=90_000, microseconds=1),
}


@pytest.fixture
def calls(database: Database) -> dict[str, PastCall]:
    """A call of each line for each wait, one of them without a line, and one that goes on."""
    found = {}
    with writing(database):
        for line in ("urgence", "ascenseurs", "ancienne", None):
            for name, wait in WAITS.items():
                call = f"{line} {name}"
                connected = None if wait is None else BEGAN + wait
                facts = {"line_id": line, "line_name": "Urgence", "called": "+33972000001", "outcome": "connected"}
                at = {"started_at": BEGAN, "connected_at": connected, "ended_at": BEGAN + timedelta(days=2)}
                CallRow.insert(id=call, **facts, **at).execute(database)
                found[call] = PastCall(BEGAN, connected, "connected", line)
        CallRow.insert(id="living", **{**facts, "line_id": "urgence"}, started_at=BEGAN).execute(database)
    return found


@pytest.mark.parametrize("targets", [TARGETS, {}])
def test_the_calls_found_are_those_that_the_figures_count(
    database: Database, calls: dict[str, PastCall], targets: dict[str, int]
) -> None:
    soon = {name for name, call in calls.items() if in_time([call], targets)}
    assert 0 < len(soon) < len(calls)
    for asked, expected in ((True, soon), (False, calls.keys() - soon)):
        found = search_calls(database, Search(in_time=asked, targets=targets), limit=100)
        assert {one["id"] for one in found} == expected
