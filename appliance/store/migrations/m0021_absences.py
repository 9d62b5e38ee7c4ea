"""Version 21: the absences that agents ask for, and what was answered."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE absence_requests (
        id TEXT NOT NULL PRIMARY KEY, agent_id TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
        reason TEXT NOT NULL, asked_at TEXT NOT NULL, outcome TEXT, answered_at TEXT, answered_by TEXT,
        word TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX absence_requests_open ON absence_requests (outcome, asked_at)",
)
