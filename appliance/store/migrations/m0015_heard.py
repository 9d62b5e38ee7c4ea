"""Version 15: whether a line's announcements are heard whole, and how long its messages are kept is told."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE lines ADD COLUMN announcement_whole BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE lines ADD COLUMN tell_retention BOOLEAN NOT NULL DEFAULT TRUE",
)
