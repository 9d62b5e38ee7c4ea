"""Version 26: callers who were promised to be called back."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE callbacks (
        call_id TEXT NOT NULL PRIMARY KEY, line_id TEXT NOT NULL, team_id TEXT NOT NULL, number TEXT NOT NULL,
        asked_at TEXT NOT NULL, due_at TEXT NOT NULL)""",
    "CREATE INDEX callbacks_asked ON callbacks (asked_at)",
    "CREATE INDEX callbacks_number ON callbacks (number)",
)
