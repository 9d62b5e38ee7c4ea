"""Version 14: the teams that lines called until a moment, with the planning of those that were removed."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE past_teams (
        position INTEGER NOT NULL PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, lines TEXT NOT NULL,
        until TEXT NOT NULL, plan TEXT)""",
)
