"""Version 23: changes of planning that are still to be told."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE plan_changes (
        former INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL, known TEXT NOT NULL, swaps_told_at TEXT)""",
)
