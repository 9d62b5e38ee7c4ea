"""Version 25: the telephones dialled, for the caps of what goes out."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE outgoing_legs (
        id TEXT NOT NULL PRIMARY KEY, box TEXT NOT NULL, at BIGINT NOT NULL, seconds INTEGER NOT NULL)""",
    "CREATE INDEX outgoing_legs_at ON outgoing_legs (at)",
)
