"""Version 12: weekly shifts that count from a day to a day (those of before: always), and plannings of the past."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE shifts ADD COLUMN first_day TEXT",
    "ALTER TABLE shifts ADD COLUMN last_day TEXT",
    """CREATE TABLE former_plans (
        team_id TEXT NOT NULL, position INTEGER NOT NULL, until TEXT NOT NULL, plan TEXT NOT NULL,
        PRIMARY KEY (team_id, position))""",
)
