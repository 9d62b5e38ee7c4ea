"""Which calls are lost: the same ones for the journal's search, for a row of it and for the figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.lost import is_lost
from appliance.store.database import writing
from appliance.store.journal.figures import past_calls
from appliance.store.journal.search import LOST, Search, search_calls
from appliance.store.journal.tables import CallRow, MessageRow

NOW = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)


def every_call(database: Database) -> None:
    """One by outcome, over or not, with and without a human and a message."""
    facts = {"line_id": "urgence", "line_name": "Urgence", "called": "+33972000001", "started_at": NOW}
    ways = product([None, *Outcome], (None, NOW), (None, NOW + timedelta(minutes=5)), (False, True))
    with writing(database):
        for number, (outcome, connected, ended, message) in enumerate(ways):
            key, name = f"call-{number}", outcome.value if outcome else None
            row = CallRow.insert(id=key, outcome=name, connected_at=connected, ended_at=ended, **facts)
            row.execute(database)
            if message:
                MessageRow.insert(call_id=key, file=f"{key}.wav", seconds=8.0, at=NOW).execute(database)


def test_the_search_finds_the_calls_that_a_row_of_the_journal_says_are_lost(database: Database) -> None:
    every_call(database)
    every = search_calls(database, Search(), limit=1000)
    found = {one["id"] for one in search_calls(database, Search(outcome=LOST), limit=1000)}
    assert found == {one["id"] for one in every if is_lost(one)}
    assert 0 < len(found) < len(every)


def test_the_figures_count_the_same_calls(database: Database) -> None:
    every_call(database)
    counted = {one.name for one in past_calls(database, NOW, NOW + timedelta(hours=1)) if one.in_vain}
    assert counted == {one["id"] for one in search_calls(database, Search(outcome=LOST), limit=1000)}


def test_a_message_that_freeswitch_alone_took_is_no_lost_call(database: Database) -> None:
    every_call(database)
    lost = search_calls(database, Search(outcome=LOST), limit=1000)
    assert [one["message"] for one in lost if one["outcome"] == Outcome.FALLBACK] == [None]
