"""A statement whose text is made once finds and writes what peewee's own would, whatever it is told at each use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from peewee import Database, fn

from appliance.store.database import reading, writing
from appliance.store.journal.tables import CallRow
from appliance.store.made_once import MadeOnce, given

AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def calls(database: Database) -> Database:
    """Four calls, a minute between two; the last one is the fallback's."""
    with writing(database):
        for place in range(4):
            facts = {"line_name": "", "called": "", "caller": f"+3361234567{place}", "fallback": place == 3}
            CallRow.insert(id=f"c{place}", started_at=AT + place * MINUTE, **facts).execute(database)
    return database


def test_its_rows_are_those_of_peewee_read_through_their_fields(calls: Database) -> None:
    def since(at: Any) -> Any:
        facts = (CallRow.id, CallRow.started_at, CallRow.ended_at, CallRow.fallback)
        return CallRow.select(*facts).where(CallRow.started_at >= at).order_by(CallRow.id)

    made = MadeOnce(lambda: since(given("at", CallRow.started_at)))
    with reading(calls):
        for place in range(5):
            moment = AT + place * MINUTE
            assert made.rows(calls, at=moment) == list(since(moment).tuples().execute(calls))
        assert made.row(calls, at=AT + 3 * MINUTE) == ("c3", AT + 3 * MINUTE, None, True)
        assert made.row(calls, at=AT + 4 * MINUTE) is None


def test_a_column_that_is_no_field_is_given_as_the_database_says_it(calls: Database) -> None:
    made = MadeOnce(lambda: CallRow.select(fn.COUNT(CallRow.id)).where(CallRow.id.in_([given("one"), given("other")])))
    with reading(calls):
        assert made.rows(calls, one="c1", other="c2") == [(2,)]
        assert made.rows(calls, one="c1", other="c9") == [(1,)]


def test_what_it_writes_is_counted_and_goes_through_the_fields(calls: Database) -> None:
    made = MadeOnce(
        lambda: CallRow.update(outcome=given("outcome"), ended_at=given("at", CallRow.ended_at)).where(
            CallRow.id == given("call"), ~CallRow.fallback
        )
    )
    with writing(calls):
        written = [made.write(calls, call=call, outcome="abandoned", at=AT) for call in ("c1", "c3", "c9")]
    with reading(calls):
        found = CallRow.select(CallRow.id, CallRow.ended_at).where(CallRow.outcome == "abandoned")
        assert (written, list(found.tuples().execute(calls))) == ([1, 0, 0], [("c1", AT)])


def test_its_text_is_made_at_the_first_use_alone(calls: Database) -> None:
    asked: list[None] = []

    def make() -> Any:
        asked.append(None)
        return CallRow.select(CallRow.caller).where(CallRow.id == given("call"))

    made = MadeOnce(make)
    with reading(calls):
        callers = [made.row(calls, call=f"c{place}") for place in range(4)]
    assert callers == [(f"+3361234567{place}",) for place in range(4)]
    assert len(asked) == 1


@pytest.mark.parametrize("words", ["'; DROP TABLE calls; --", "%s ? %(call)s", "« é »"])
def test_what_it_is_told_is_never_read_as_sql(calls: Database, words: str) -> None:
    write = MadeOnce(lambda: CallRow.update(caller=given("caller")).where(CallRow.id == given("call")))
    read = MadeOnce(lambda: CallRow.select(CallRow.id).where(CallRow.caller == given("caller")))
    with writing(calls):
        write.write(calls, call="c2", caller=words)
        assert read.rows(calls, caller=words) == [("c2",)]
