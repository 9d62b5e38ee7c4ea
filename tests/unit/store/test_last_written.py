"""What the database says of the last thing written in it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from appliance.store.callbacks.queue import OPEN
from appliance.store.callbacks.tables import CallbackRow
from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.errors import StoreUnavailable
from appliance.store.last_written import MOST_ROWS, LastWritten, SomeRows

AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)


def touched(database: Any, by: str) -> None:
    with writing(database):
        database.execute_sql(f"UPDATE schema_version SET version = version {by}")  # noqa: S608


def at_rest(last: LastWritten) -> object:
    """The mark once nobody writes: PostgreSQL's counts twice."""
    last.mark()
    last.mark()
    return last.mark()


def test_a_row_changes_the_mark_and_a_reading_does_not(database: Database) -> None:
    last = LastWritten(database)
    first = at_rest(last)
    with reading(database):
        database.execute_sql("SELECT version FROM schema_version").fetchall()
    assert first is not None
    assert last.mark() == first
    touched(database, "+ 1")
    assert last.mark() not in (first, None)


def test_another_program_s_row_changes_it_too(database: Database, url: str) -> None:
    last, another = LastWritten(database), open_database(url)
    first = at_rest(last)
    touched(another, "+ 1")
    touched(another, "- 1")
    close_database(another)
    assert last.mark() not in (first, None)


def test_what_postgresql_says_before_it_can_be_read_is_looked_at_once_more(postgres_url: str) -> None:
    database = open_database(postgres_url)
    last = LastWritten(database)
    first = at_rest(last)
    touched(database, "+ 1")
    marks = [first, last.mark(), last.mark(), last.mark()]
    close_database(database)
    assert [mark == before for before, mark in pairwise(marks)] == [False, False, True]


def test_a_file_that_is_gone_has_no_mark_and_has_one_again(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    close_database(database)
    (tmp_path / "a.db").rename(tmp_path / "elsewhere.db")
    last = LastWritten(database)
    assert last.mark() is None
    (tmp_path / "elsewhere.db").rename(tmp_path / "a.db")
    assert last.mark() is not None


def promised(database: Database, call: str) -> None:
    with writing(database):
        facts = {"line_id": "l", "team_id": "t", "number": "+33612345678", "asked_at": AT, "due_at": AT}
        CallbackRow.insert(call_id=call, **facts).execute(database)


def asked(last: LastWritten, some: SomeRows) -> object:
    """As a beat asks, until nobody writes."""
    at_rest(last)
    return some.mark()


def test_what_is_written_beside_some_rows_leaves_their_mark(database: Database) -> None:
    last = LastWritten(database)
    some = SomeRows(last, OPEN)
    first = asked(last, some)
    touched(database, "+ 1")
    touched(database, "- 1")
    assert first is not None
    assert asked(last, some) == first


def test_a_row_that_comes_that_changes_and_that_goes_each_change_the_mark(database: Database) -> None:
    last = LastWritten(database)
    some = SomeRows(last, OPEN)
    marks = [asked(last, some)]
    promised(database, "c1")
    marks.append(asked(last, some))
    for change in ({"claimed_until": AT}, {"tries": 1}, {"next_try_at": AT}, {"ended_at": AT}):
        with writing(database):
            CallbackRow.update(change).execute(database)
        marks.append(asked(last, some))
    assert None not in marks
    assert [mark == before for before, mark in pairwise(marks)] == [False] * 5
    assert marks[0] == marks[-1]


def test_rows_are_read_only_where_something_was_written(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    last = LastWritten(database)
    some = SomeRows(last, OPEN)
    asked(last, some)
    monkeypatch.setattr(last, "rows", lambda found: pytest.fail("they are read again"))
    asked(last, some)


def test_where_rows_are_many_whatever_is_written_changes_their_mark(database: Database) -> None:
    last = LastWritten(database)
    some = SomeRows(last, OPEN)
    for place in range(MOST_ROWS + 1):
        promised(database, f"c{place}")
    first = asked(last, some)
    touched(database, "+ 1")
    assert first is not None
    assert asked(last, some) != first


def test_rows_that_cannot_be_read_have_no_mark_and_have_one_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(found: object) -> None:
        raise StoreUnavailable("away")

    last = LastWritten(database)
    some = SomeRows(last, OPEN)
    first = asked(last, some)
    touched(database, "+ 1")
    with monkeypatch.context() as while_away:
        while_away.setattr(last, "rows", away)
        assert asked(last, some) is None
    assert asked(last, some) == first
    monkeypatch.setattr(last, "seen", None)
    assert some.mark() == first
