"""Version 53: callers whom agents ring back from their pages."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE ring_backs (
        ticket TEXT NOT NULL PRIMARY KEY,
        agent_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        call_id TEXT NOT NULL,
        file TEXT NOT NULL,
        box TEXT NOT NULL,
        until DOUBLE PRECISION NOT NULL,
        state TEXT NOT NULL
    )
    """,
)
