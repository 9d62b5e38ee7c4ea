"""Version 10: what each sentence said and how, version after version, and the recordings themselves."""

from __future__ import annotations

STATEMENTS = (
    "CREATE TABLE takes (name TEXT NOT NULL PRIMARY KEY, sound BYTEA NOT NULL, seconds REAL NOT NULL)",
    """CREATE TABLE sentence_versions (
        id TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, place TEXT NOT NULL, text TEXT NOT NULL,
        take TEXT)""",
    "CREATE INDEX sentence_versions_place ON sentence_versions (place, id)",
)
