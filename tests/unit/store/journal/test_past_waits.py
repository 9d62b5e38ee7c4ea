"""How soon past callers had an answer, from the beginning of the search for somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from peewee import Database

from appliance.calls.steps import Step
from appliance.company.model import Audience
from appliance.store.database import writing
from appliance.store.journal.figures import past_waits
from appliance.store.journal.tables import CallRow, StepRow

NOW = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)


def a_call(database: Database, key: str, *hunts: float, connected: float | None = None, **facts: object) -> None:
    """Hunts begin, and somebody answers, so many seconds after the call does."""
    began = facts.pop("at", NOW)
    assert isinstance(began, datetime)
    usual = {"line_id": "urgence", "line_name": "Urgence", "called": "+33972000001", "outcome": "connected"}
    usual |= {"started_at": began, "ended_at": began + timedelta(minutes=5)}
    answered = None if connected is None else began + timedelta(seconds=connected)
    with writing(database):
        CallRow.insert(id=key, connected_at=answered, **(usual | facts)).execute(database)
        for number, hunt in enumerate(hunts, 1):
            at = began + timedelta(seconds=hunt)
            row = StepRow.insert(call_id=key, number=number, name=Step.HUNT.value, detail="depannage", at=at)
            row.execute(database)


def test_waits_run_from_the_first_search_and_those_of_other_calls_are_left_out(database: Database) -> None:
    a_call(database, "answered", 20, 60, connected=90)
    a_call(database, "in-vain", 20)
    a_call(database, "message", connected=None)
    a_call(database, "going-on", 20, ended_at=None)
    a_call(database, "staff", 20, connected=30, audience=Audience.STAFF.value)
    a_call(database, "elsewhere", 20, connected=30, line_id="autre")
    a_call(database, "long-ago", 20, connected=30, at=NOW - timedelta(days=91))
    found = past_waits(database, NOW - timedelta(days=90), "urgence")
    assert sorted(found, key=lambda wait: wait or 0.0) == [None, 70.0]
