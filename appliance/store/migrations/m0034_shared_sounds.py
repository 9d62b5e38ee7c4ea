"""Version 34: recordings of callers on their way to the other boxes that share the database."""

from __future__ import annotations

STATEMENTS = ("CREATE TABLE sounds (file TEXT NOT NULL PRIMARY KEY, call_id TEXT NOT NULL, sound BYTEA NOT NULL)",)
