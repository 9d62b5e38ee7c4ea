"""Version 37: agents who are out on an intervention, and are asked now and then whether all is well."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE outings (
        id TEXT NOT NULL PRIMARY KEY, agent_id TEXT NOT NULL, team_id TEXT NOT NULL, minutes INTEGER NOT NULL,
        began_at TEXT NOT NULL, ended_at TEXT, ending TEXT, ended_by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX outings_open ON outings (ended_at, began_at)",
)
