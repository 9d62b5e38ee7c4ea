"""What the database says of the last thing written in it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from peewee import Database

from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.last_written import LastWritten


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
