"""Version 8: telephones of agents tried by a call from their page."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE phone_tests (
        id TEXT NOT NULL PRIMARY KEY, agent_id TEXT NOT NULL, phone TEXT NOT NULL, asked_by TEXT NOT NULL,
        asked_at TEXT NOT NULL, began_at TEXT, ended_at TEXT, outcome TEXT)""",
    "CREATE INDEX phone_tests_asked ON phone_tests (asked_at)",
)
