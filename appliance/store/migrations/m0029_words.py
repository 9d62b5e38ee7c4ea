"""Version 29: what callers said of their trouble before anybody was rung."""

from __future__ import annotations

STATEMENTS = (
    "CREATE TABLE words (call_id TEXT NOT NULL PRIMARY KEY, file TEXT NOT NULL, seconds DOUBLE PRECISION NOT NULL, "
    "at TEXT NOT NULL)",
)
