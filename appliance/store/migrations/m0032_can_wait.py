"""Version 32: messages and callbacks that can wait, until the line opens."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE messages ADD COLUMN waits_until TEXT",
    "ALTER TABLE callbacks ADD COLUMN waits_until TEXT",
)
