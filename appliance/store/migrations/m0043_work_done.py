"""Version 43: what agents say of a call that is over."""

from __future__ import annotations

STATEMENTS = (
    "CREATE TABLE work_done (id TEXT NOT NULL PRIMARY KEY, call_id TEXT NOT NULL, agent TEXT NOT NULL, "
    "state TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL, written_by TEXT NOT NULL)",
    "CREATE INDEX work_done_call ON work_done (call_id, at)",
)
