"""Version 45: what the monitoring of each box saw. It is seen anew each minute; a release of before says no box."""

from __future__ import annotations

STATEMENTS = (
    "DROP TABLE probes",
    """
    CREATE TABLE probes (
        box TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL,
        healthy BOOLEAN NOT NULL,
        serious BOOLEAN NOT NULL,
        sentence TEXT NOT NULL,
        asked_at TEXT NOT NULL,
        PRIMARY KEY (box, name)
    )
    """,
)
