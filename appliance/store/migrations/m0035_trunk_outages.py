"""Version 35: the trunks that are lost, told once."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE trunk_outages (
        box TEXT NOT NULL,
        trunk TEXT NOT NULL,
        since TEXT NOT NULL,
        PRIMARY KEY (box, trunk)
    )
    """,
)
