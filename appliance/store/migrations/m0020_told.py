"""Version 20: whatever is told waits in the outbox, by any channel, each try kept; and what is to be told of calls."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail'",
    "ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'publication'",
    "ALTER TABLE outbox ADD COLUMN call_id TEXT",
    "ALTER TABLE outbox ADD COLUMN tiding TEXT",
    "ALTER TABLE outbox ADD COLUMN sound TEXT",
    "ALTER TABLE outbox ADD COLUMN box TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outbox ADD COLUMN secret_hash TEXT",
    "ALTER TABLE outbox ADD COLUMN first_try_at TEXT",
    "CREATE INDEX outbox_call ON outbox (call_id)",
    "CREATE INDEX outbox_secret ON outbox (secret_hash)",
    """CREATE TABLE outbox_tries (
        number INTEGER NOT NULL, turn INTEGER NOT NULL, call_id TEXT, at TEXT NOT NULL, verdict TEXT NOT NULL,
        said TEXT NOT NULL, PRIMARY KEY (number, turn))""",
    "CREATE INDEX outbox_tries_call ON outbox_tries (call_id)",
    """CREATE TABLE tidings (
        id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, call_id TEXT NOT NULL, file TEXT, box TEXT NOT NULL,
        at TEXT NOT NULL, told INTEGER NOT NULL, next_at TEXT, over_at TEXT, taken_at TEXT, taken_by TEXT)""",
    "CREATE INDEX tidings_call ON tidings (call_id)",
    "CREATE INDEX tidings_open ON tidings (over_at, taken_at, next_at)",
)
