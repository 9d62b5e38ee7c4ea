"""Version 49: a word that made a message urgent, and when."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE messages ADD COLUMN urgent_word TEXT",
    "ALTER TABLE messages ADD COLUMN urgent_at TEXT",
)
