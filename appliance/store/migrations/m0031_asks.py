"""Version 31: agents who are asked by telephone to press a key, for no caller."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE agent_asks (
        id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, agent_id TEXT NOT NULL, topic TEXT NOT NULL, at TEXT NOT NULL,
        next_try_at TEXT NOT NULL, claimed_until TEXT, tries INTEGER NOT NULL DEFAULT 0,
        tried TEXT NOT NULL DEFAULT '', ending TEXT, ended_at TEXT)""",
    "CREATE INDEX agent_asks_open ON agent_asks (ended_at, next_try_at)",
    "CREATE INDEX agent_asks_agent ON agent_asks (agent_id, at)",
)
