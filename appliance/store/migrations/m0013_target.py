"""Version 13: within how many seconds a human should answer, for each line."""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE lines ADD COLUMN target_wait INTEGER NOT NULL DEFAULT 60",)
