"""Notes from the script to who reads the journal: why an agent is on call stays a value, and is JSON for programs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from peewee import Database

from appliance.calls.notes import CameOnDuty, note_of
from appliance.planning.explanation import reason_text
from appliance.planning.hours import WeeklyWindow
from appliance.planning.reasons import ByOverride, InShift, InTurn, InWeek, Reason
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.reader import list_calls, step_note

NOW = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
REASONS = [
    InShift(WeeklyWindow(frozenset(range(5)), time(18), time(9))),
    InWeek("SAV", 48),
    InTurn(None, date(2026, 11, 26), date(2026, 11, 29)),
    ByOverride("petit", date(2026, 12, 24)),
]


def noted(database: Database, reason: Reason) -> dict[str, Any]:
    """The step that the journal reads back."""
    records: list[dict[str, Any]] = []
    journal = CallJournal("a-call", records.append, lambda: NOW)
    facts = {"called": "", "caller": None, "started_at": NOW.isoformat(), "box": "", "clock_offset": 0.0}
    journal.open(line_id=None, line_name="", **facts)
    journal.note(CameOnDuty("durand", reason))
    apply(database, records)
    (step,) = list_calls(database)[0]["steps"]
    return dict(step)


@pytest.mark.parametrize("reason", REASONS)
def test_why_an_agent_is_on_call_is_read_as_a_value_and_in_words(database: Database, reason: Reason) -> None:
    step = noted(database, reason)
    assert step["detail"] == f"durand : {reason_text(reason)}"
    assert step_note(json.loads(json.dumps(step))) == CameOnDuty("durand", reason)


def test_a_step_of_before_is_read_in_its_words() -> None:
    step = {"name": "on_call", "detail": "durand : roulement semaine 48"}
    assert step_note(step) == note_of(step["name"], step["detail"])
