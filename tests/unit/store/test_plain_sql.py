"""Statements in plain SQL: all rows, in few statements, whatever their number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from peewee import Database

from appliance.store import plain_sql
from appliance.store.database import reading, writing
from appliance.store.journal.tables import CallRow, StepRow

AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)


def step(number: int) -> dict[str, Any]:
    return {"call_id": "c1", "at": AT, "number": number, "name": "on_call", "detail": f"« {number} »", "seconds": None}


@pytest.mark.parametrize(("rows", "statements"), [(0, 0), (1, 1), (7, 7), (8, 1), (17, 3), (32, 1), (300, 9 + 1 + 4)])
def test_rows_are_added_whole_by_few_statements(
    database: Database, monkeypatch: pytest.MonkeyPatch, rows: int, statements: int
) -> None:
    """Three hundred are on call for one line: each is noted in its call, with why."""
    steps, run, execute = [step(number) for number in range(rows)], list[str](), database.execute_sql
    with writing(database):
        CallRow.insert(id="c1", line_name="", called="", audience="customers", started_at=AT).execute(database)
        monkeypatch.setattr(database, "execute_sql", lambda sql, *rest: (run.append(sql), execute(sql, *rest))[1])
        plain_sql.insert(database, StepRow, steps)
        monkeypatch.undo()
    with reading(database):
        kept = StepRow.select().order_by(StepRow.number).execute(database)
        assert [(one.call_id, one.number, one.detail, one.at) for one in kept] == [
            ("c1", number, f"« {number} »", AT) for number in range(rows)
        ]
    assert len(run) == statements
