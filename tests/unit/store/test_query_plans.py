"""Which index answers what pages ask of a journal of years: an index of some rows alone must be recognised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from peewee import Database

from appliance.store.database import open_database
from appliance.store.journal.counts import answered_soon, summary_of
from appliance.store.journal.search import LOST, Search, search_calls
from appliance.store.phone_tests.proofs import proofs
from appliance.store.statements.interventions import interventions
from appliance.store.upkeep.clock_doubt import last_record

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
MONTH = NOW - timedelta(days=30), NOW


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        (lambda base: answered_soon(base, *MONTH, {}), {"COVERING INDEX calls_over"}),
        (lambda base: summary_of(base, *MONTH, None, {}), {"COVERING INDEX calls_over", "COVERING INDEX calls_lost"}),
        (lambda base: search_calls(base, Search(outcome=LOST)), {"USING INDEX calls_lost"}),
        (lambda base: search_calls(base, Search(decided=True)), {"USING INDEX calls_started_at"}),
        (lambda base: proofs(base, ["petit"]), {"INDEX attempts_accepted"}),
        (lambda base: interventions(base, *MONTH, {}), {"INDEX attempts_worked", "INDEX steps_of_talks"}),
        (lambda base: last_record(base), {"INDEX calls_started_at", "INDEX calls_ended_at"}),
    ],
    ids=["figures", "summary", "lost calls", "decided calls", "proofs", "interventions", "last record"],
)
def test_a_page_reads_no_more_of_the_journal_than_it_tells(sqlite_url: str, ask: Any, indexes: set[str]) -> None:
    database, asked = open_database(sqlite_url), []
    execute = database.execute_sql

    def noted(sql: str, params: Any = None) -> Any:
        asked.append((sql, params))
        return execute(sql, params)

    database.execute_sql = noted  # type: ignore[method-assign]
    ask(database)
    plans = plans_of(database, execute, asked)
    assert {index for index in indexes if index not in plans} == set()
    database.close_all()


def plans_of(database: Database, execute: Any, asked: list[tuple[str, Any]]) -> str:
    """How SQLite would go about what it was asked."""
    database.connect()
    selects = [(sql, params) for sql, params in asked if sql.startswith("SELECT")]
    steps = [row[3] for sql, params in selects for row in execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]
    database.close()
    return " / ".join(steps)
