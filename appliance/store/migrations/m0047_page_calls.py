"""Version 47: calls that ring in the pages of agents."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE page_calls (
        ticket TEXT NOT NULL PRIMARY KEY,
        agent_id TEXT NOT NULL,
        call_id TEXT NOT NULL,
        box TEXT NOT NULL,
        until DOUBLE PRECISION NOT NULL
    )
    """,
)
