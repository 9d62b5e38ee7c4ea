"""Version 30: the test of each day, claimed by one box, told once."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE daily_tests (
        day TEXT PRIMARY KEY,
        box TEXT NOT NULL,
        claimed_until TEXT NOT NULL,
        told_at TEXT
    )
    """,
)
