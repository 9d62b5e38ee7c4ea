"""The schema, as numbered steps that only go forward. Each is plain SQL that SQLite and PostgreSQL both read.

Where SQL does not suffice, a step is a function that is given the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from peewee import Database, SqliteDatabase

from appliance.store.errors import StoreError
from appliance.store.migrations import (
    m0001_settings,
    m0002_journal,
    m0003_lines,
    m0004_rota,
    m0005_publication,
    m0006_statements,
    m0007_site,
    m0008_phone_tests,
    m0009_tokens,
    m0010_wordings,
    m0011_forgetting,
    m0012_dated_shifts,
    m0013_target,
    m0014_past_teams,
    m0015_heard,
    m0016_calling_agents,
    m0017_codes,
    m0018_hidden_letters,
    m0019_documents,
    m0020_told,
    m0021_absences,
    m0022_phone_entries,
    m0023_plan_changes,
    m0024_customers,
    m0025_outgoing_legs,
    m0026_callbacks,
    m0027_callbacks_kept,
    m0028_boxes,
    m0029_words,
    m0030_daily_tests,
    m0031_asks,
    m0032_can_wait,
    m0033_taken_agent,
    m0034_shared_sounds,
    m0035_trunk_outages,
    m0036_repairs,
    m0037_outings,
    m0038_presented,
    m0039_callback_texts,
    m0040_talks,
    m0041_called,
    m0042_customer_answers,
    m0043_work_done,
    m0044_screened,
    m0045_box_probes,
    m0046_operators,
    m0047_page_calls,
    m0048_transcripts,
    m0049_urgent_words,
    m0050_told_agent,
    m0051_behind,
    m0052_page_talks,
    m0053_ring_backs,
    m0054_counted,
    m0055_lost,
)

MIGRATIONS: tuple[tuple[str | Callable[[Database], None], ...], ...] = (
    m0001_settings.STATEMENTS,
    m0002_journal.STATEMENTS,
    m0003_lines.STATEMENTS,
    m0004_rota.STATEMENTS,
    m0005_publication.STATEMENTS,
    m0006_statements.STATEMENTS,
    m0007_site.STATEMENTS,
    m0008_phone_tests.STATEMENTS,
    m0009_tokens.STATEMENTS,
    m0010_wordings.STATEMENTS,
    m0011_forgetting.STATEMENTS,
    m0012_dated_shifts.STATEMENTS,
    m0013_target.STATEMENTS,
    m0014_past_teams.STATEMENTS,
    m0015_heard.STATEMENTS,
    m0016_calling_agents.STATEMENTS,
    m0017_codes.STATEMENTS,
    m0018_hidden_letters.STATEMENTS,
    m0019_documents.STATEMENTS,
    m0020_told.STATEMENTS,
    m0021_absences.STATEMENTS,
    m0022_phone_entries.STATEMENTS,
    m0023_plan_changes.STATEMENTS,
    m0024_customers.STATEMENTS,
    m0025_outgoing_legs.STATEMENTS,
    m0026_callbacks.STATEMENTS,
    m0027_callbacks_kept.STATEMENTS,
    m0028_boxes.STATEMENTS,
    m0029_words.STATEMENTS,
    m0030_daily_tests.STATEMENTS,
    m0031_asks.STATEMENTS,
    m0032_can_wait.STATEMENTS,
    m0033_taken_agent.STATEMENTS,
    m0034_shared_sounds.STATEMENTS,
    m0035_trunk_outages.STATEMENTS,
    m0036_repairs.STATEMENTS,
    m0037_outings.STATEMENTS,
    m0038_presented.STATEMENTS,
    m0039_callback_texts.STATEMENTS,
    m0040_talks.STATEMENTS,
    m0041_called.STATEMENTS,
    m0042_customer_answers.STATEMENTS,
    m0043_work_done.STATEMENTS,
    m0044_screened.STATEMENTS,
    m0045_box_probes.STATEMENTS,
    m0046_operators.STATEMENTS,
    m0047_page_calls.STATEMENTS,
    m0048_transcripts.STATEMENTS,
    m0049_urgent_words.STATEMENTS,
    m0050_told_agent.STATEMENTS,
    m0051_behind.STATEMENTS,
    m0052_page_talks.STATEMENTS,
    m0053_ring_backs.STATEMENTS,
    m0054_counted.STATEMENTS,
    m0055_lost.STATEMENTS,
)
NEWEST = len(MIGRATIONS)
# Tables and columns more: the programs of before do not look at them, and go on.
ADDITIVE = frozenset({*range(8, 19), *range(20, 56)})
MADE = re.compile(r"\s*CREATE TABLE (?!IF )(\w+)")  # but a table that a release gone back to may have left
LOCK = 0x0A57  # any number, ours: two processes never upgrade one PostgreSQL database together


def version(database: Database) -> int:
    """The number of migrations that the database has had; 0 for an empty one."""
    return _numbers(database)[1]


def needed(database: Database) -> int:
    """The migrations that a program must know to use it. Those that only add are not counted: one can roll back."""
    return _numbers(database)[0]


def missing(database: Database, to: int) -> list[int]:
    """What `upgrade` would apply, by number: what the database has not had, and what was gone back on since."""
    known, applied = _numbers(database)
    undone = [number for number in range(known + 1, min(applied, to) + 1) if number not in ADDITIVE]
    return [*undone, *range(applied + 1, to + 1)]


def takes_away(database: Database, to: int) -> int | None:
    """The first migration of an upgrade after which the program that wrote the database could not open it any more."""
    gone = (number for number in missing(database, to) if number not in ADDITIVE)
    return next(gone, None) if needed(database) else None


def first_gone(known: int) -> int:
    """The first migration whose database a program that knows so many cannot open."""
    return min(number for number in range(known + 1, NEWEST + 1) if number not in ADDITIVE)


def go_back_on(database: Database, known: int) -> None:
    """From now on a program that knows so many migrations opens it, and `upgrade` applies the others again.

    What those that take away took must be there again. Within `writing`.
    """
    kept = [number for number in range(1, known + 1) if number not in ADDITIVE]
    database.execute_sql(f"UPDATE schema_version SET version = {max(kept):d}")  # noqa: S608


def upgrade(database: Database, to: int | None = None) -> None:
    """Apply what is missing up to migration `to`, the newest by default.

    The caller holds the transaction; a second process finds it done.
    """
    if not isinstance(database, SqliteDatabase):
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    applied = version(database)
    for number in missing(database, NEWEST if to is None else to):
        for statement in MIGRATIONS[number - 1]:
            if number > applied:
                _make_room(database, statement)
            statement(database) if callable(statement) else database.execute_sql(statement)
        if not _counts_apart(database):
            database.execute_sql("ALTER TABLE schema_version ADD COLUMN applied INTEGER")
        had = max(number, version(database))
        changed = f"applied = {had:d}" if number in ADDITIVE else f"applied = {had:d}, version = {number:d}"
        database.execute_sql(f"UPDATE schema_version SET {changed}")  # noqa: S608


def _make_room(database: Database, statement: str | Callable[[Database], None]) -> None:
    """Drop the table that a statement makes, if it is there: that of a base over which an older archive was put back.

    `pg_restore` drops what the archive holds, and leaves the rest; a SQLite file comes back whole.
    """
    made = None if callable(statement) else MADE.match(statement)
    if made and not isinstance(database, SqliteDatabase):
        database.execute_sql(f"DROP TABLE IF EXISTS {made[1]} CASCADE")


def _numbers(database: Database) -> tuple[int, int]:
    """What a program must know, and what has been applied."""
    tables = database.get_tables()
    if "schema_version" in tables:
        applied = "COALESCE(applied, version)" if _counts_apart(database) else "version"
        row = database.execute_sql(f"SELECT version, {applied} FROM schema_version").fetchone()  # noqa: S608
        return int(row[0]), max(int(row[0]), int(row[1]))
    if tables:
        raise StoreError(
            f"{database.database} est la base d'un autre programme ; donnez à astreinte une base vide ou la sienne."
        )
    return 0, 0


def _counts_apart(database: Database) -> bool:
    """Whether the two numbers are kept apart; the programs of before read `version` alone."""
    return any(column.name == "applied" for column in database.get_columns("schema_version"))
