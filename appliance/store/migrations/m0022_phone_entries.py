"""Version 22: mistakes on agents' codes, typed by telephone."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE phone_entries (
        agent_id TEXT NOT NULL PRIMARY KEY, mistakes INTEGER NOT NULL, locks INTEGER NOT NULL, locked_until TEXT)""",
)
