"""Version 52: calls that agents talk in, in a page."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE page_talks (
        ticket TEXT NOT NULL PRIMARY KEY,
        agent_id TEXT NOT NULL,
        call_id TEXT NOT NULL,
        box TEXT NOT NULL,
        until DOUBLE PRECISION NOT NULL
    )
    """,
)
