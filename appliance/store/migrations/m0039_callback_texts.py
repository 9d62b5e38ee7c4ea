"""Version 39: whether the caller of a callback is told of it by SMS, and what they were told last."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE callbacks ADD COLUMN by_text INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE callbacks ADD COLUMN text_told TEXT NOT NULL DEFAULT ''",
)
