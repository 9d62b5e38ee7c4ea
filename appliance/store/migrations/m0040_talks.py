"""Version 40: conversations recorded."""

from __future__ import annotations

STATEMENTS = (
    "CREATE TABLE talks (call_id TEXT NOT NULL, file TEXT NOT NULL, seconds DOUBLE PRECISION NOT NULL, "
    "at TEXT NOT NULL, PRIMARY KEY (call_id, file))",
)
