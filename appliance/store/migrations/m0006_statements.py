"""Version 6: the rule of compensation, what agents add to interventions, the editions of closed monthly statements.

An edition is never changed and keeps no reference to agents or calls, which may leave.
"""

from __future__ import annotations

STATEMENTS = (
    "CREATE TABLE compensation_rules (id INTEGER NOT NULL PRIMARY KEY, rule TEXT NOT NULL)",
    """CREATE TABLE intervention_additions (
        id INTEGER NOT NULL PRIMARY KEY, agent TEXT NOT NULL, call_id TEXT, starts TEXT NOT NULL,
        after_seconds INTEGER NOT NULL, travel_seconds INTEGER NOT NULL, note TEXT NOT NULL,
        added_at TEXT NOT NULL, added_by TEXT NOT NULL, cancelled_at TEXT, cancelled_by TEXT)""",
    """CREATE TABLE statement_editions (
        agent TEXT NOT NULL, month TEXT NOT NULL, edition INTEGER NOT NULL, closed_at TEXT NOT NULL,
        closed_by TEXT NOT NULL, content TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (agent, month, edition))""",
)
