"""Version 28: the boxes that share a database; a call closed by another box than its own says so."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE boxes (
        name TEXT NOT NULL PRIMARY KEY, installation TEXT NOT NULL, boot TEXT NOT NULL, release TEXT NOT NULL,
        seen_at DOUBLE PRECISION NOT NULL, closed_at DOUBLE PRECISION)""",
    "ALTER TABLE calls ADD COLUMN closed_for TEXT",
)
