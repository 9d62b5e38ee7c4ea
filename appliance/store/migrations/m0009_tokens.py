"""Version 9: the tokens of the JSON API. One table more, which the release before does not look at."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE api_tokens (
        id TEXT NOT NULL PRIMARY KEY, secret_hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scope TEXT NOT NULL,
        numbers BOOLEAN NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, last_day TEXT, used_at TEXT,
        revoked_at TEXT)""",
)
