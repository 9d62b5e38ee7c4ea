"""Version 48: the words of messages, written down by a program."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE messages ADD COLUMN transcript TEXT",
    "ALTER TABLE messages ADD COLUMN transcript_state TEXT",
    "ALTER TABLE messages ADD COLUMN transcript_tries INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN transcript_next TEXT",
)
