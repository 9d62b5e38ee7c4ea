"""Version 54: how long each caller waited for a human, kept by the database itself; indexes of what pages count.

`waited`: microseconds from `started_at` to `connected_at`, NULL without a human. Triggers write it, so that no program
can forget to, one of before that was gone back to least of all.
"""

from __future__ import annotations

from peewee import Database, SqliteDatabase

SQLITE_SPENT = (
    "(STRFTIME('%s', SUBSTR({row}connected_at, 1, 19)) - STRFTIME('%s', SUBSTR({row}started_at, 1, 19))) * 1000000"
    " + SUBSTR({row}connected_at, 21, 6) - SUBSTR({row}started_at, 21, 6)"
)
POSTGRES_SPENT = (
    "CAST(EXTRACT(EPOCH FROM CAST({row}connected_at AS TIMESTAMPTZ) - CAST({row}started_at AS TIMESTAMPTZ)) * 1000000"
    " AS BIGINT)"
)
SQLITE_TRIGGERS = (
    f"""
    CREATE TRIGGER calls_waited_new AFTER INSERT ON calls WHEN NEW.connected_at IS NOT NULL
    BEGIN UPDATE calls SET waited = {SQLITE_SPENT.format(row="NEW.")} WHERE id = NEW.id; END
    """,  # noqa: S608
    f"""
    CREATE TRIGGER calls_waited_changed AFTER UPDATE OF started_at, connected_at ON calls
    BEGIN UPDATE calls SET waited = {SQLITE_SPENT.format(row="NEW.")} WHERE id = NEW.id; END
    """,  # noqa: S608
)
POSTGRES_TRIGGERS = (
    f"""
    CREATE OR REPLACE FUNCTION calls_waited() RETURNS TRIGGER LANGUAGE plpgsql AS
    $$ BEGIN NEW.waited := {POSTGRES_SPENT.format(row="NEW.")}; RETURN NEW; END $$
    """,
    """
    CREATE TRIGGER calls_waited BEFORE INSERT OR UPDATE OF started_at, connected_at ON calls
    FOR EACH ROW EXECUTE FUNCTION calls_waited()
    """,
)


def keep_waits(database: Database) -> None:
    """Of the calls that are there, then of each that is written."""
    ours = isinstance(database, SqliteDatabase)
    if not ours:
        database.execute_sql("SET LOCAL statement_timeout = 0")
    spent = (SQLITE_SPENT if ours else POSTGRES_SPENT).format(row="")
    database.execute_sql(f"UPDATE calls SET waited = {spent} WHERE connected_at IS NOT NULL")  # noqa: S608
    for statement in SQLITE_TRIGGERS if ours else POSTGRES_TRIGGERS:
        database.execute_sql(statement)


STATEMENTS = (
    "ALTER TABLE calls ADD COLUMN waited BIGINT",
    keep_waits,
    # each holds but the rows that are asked for, and costs nothing to write the others
    "CREATE INDEX calls_over ON calls (started_at, audience, outcome, waited, line_id, ended_at)"
    " WHERE ended_at IS NOT NULL",
    "CREATE INDEX attempts_accepted ON attempts (agent, at) WHERE outcome = 'accepted'",
    "CREATE INDEX attempts_worked ON attempts (ended_at) WHERE outcome = 'accepted'",
    "CREATE INDEX steps_of_talks ON steps (at)"
    " WHERE name IN ('left_meanwhile', 'left_conversation', 'not_back', 'together')",
)
