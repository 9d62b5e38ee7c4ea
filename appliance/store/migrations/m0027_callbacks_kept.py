"""Version 27: callbacks tried until they are kept or given up; a call that is such a try names the call that asked."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE callbacks ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE callbacks ADD COLUMN unreached INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE callbacks ADD COLUMN next_try_at TEXT",
    "ALTER TABLE callbacks ADD COLUMN claimed_until TEXT",
    "ALTER TABLE callbacks ADD COLUMN late_at TEXT",
    "ALTER TABLE callbacks ADD COLUMN ended_at TEXT",
    "ALTER TABLE callbacks ADD COLUMN ending TEXT",
    "ALTER TABLE callbacks ADD COLUMN closed_by TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX callbacks_open ON callbacks (ended_at, next_try_at)",
    "ALTER TABLE calls ADD COLUMN callback_of TEXT",
    "CREATE INDEX calls_callback ON calls (callback_of)",
)
