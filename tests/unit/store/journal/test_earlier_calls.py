"""To whom a caller has just spoken, by the journal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from peewee import Database

from appliance.store.database import writing
from appliance.store.journal.earlier_calls import spoken_to
from appliance.store.journal.tables import AttemptRow, CallRow

NOW = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)
SINCE = NOW - timedelta(minutes=15)
CALLER = "+33678901234"


def spoke(database: Database, name: str, agent: str, began: int, ended: int | None, **facts: object) -> None:
    """A conversation that began and ended so many minutes ago."""
    start = NOW - timedelta(minutes=began)
    usual = {"line_id": "sav", "line_name": "SAV", "called": "+33972000001", "caller": CALLER, "connected_at": start}
    end = None if ended is None else NOW - timedelta(minutes=ended)
    with writing(database):
        CallRow.insert(id=name, started_at=start, ended_at=end, **{**usual, **facts}).execute(database)
        for number, (who, outcome) in enumerate((("petit", "no_answer"), (agent, "accepted"))):
            attempt = {"agent": who, "phone": 0, "at": start, "outcome": outcome}
            AttemptRow.insert(call_id=name, number=number, **attempt).execute(database)


def asked(database: Database) -> str | None:
    return spoken_to(database, CALLER, "sav", SINCE)


def test_it_is_the_agent_of_the_last_conversation(database: Database) -> None:
    assert asked(database) is None
    spoke(database, "a", "durand", 14, 13)
    spoke(database, "b", "martin", 12, 11)
    assert asked(database) == "martin"


def test_a_long_conversation_counts_from_its_end_and_one_whose_end_is_unwritten_from_its_beginning(
    database: Database,
) -> None:
    spoke(database, "a", "durand", 60, 14)
    assert asked(database) == "durand"
    spoke(database, "b", "martin", 2, None)
    assert asked(database) == "martin"


@pytest.mark.parametrize(
    "facts", [{"caller": "+33612345678"}, {"line_id": "autre"}, {"connected_at": None}, {"caller": None}]
)
def test_another_caller_another_line_or_no_conversation_is_not_it(database: Database, facts: dict[str, object]) -> None:
    spoke(database, "a", "durand", 5, 4, **facts)
    assert asked(database) is None


def test_what_ended_before_is_over(database: Database) -> None:
    spoke(database, "a", "durand", 17, 16)
    assert asked(database) is None
