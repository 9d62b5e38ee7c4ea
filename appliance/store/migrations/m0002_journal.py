"""Version 2: calls, attempts, steps, messages, leases, and the call detail records already imported."""

STATEMENTS = (
    """CREATE TABLE calls (
        id TEXT NOT NULL PRIMARY KEY, line_id TEXT, line_name TEXT NOT NULL, called TEXT NOT NULL, caller TEXT,
        order_number TEXT, started_at TEXT NOT NULL, answered_at TEXT, connected_at TEXT, ended_at TEXT,
        outcome TEXT, fallback BOOLEAN NOT NULL, box TEXT NOT NULL, clock_offset DOUBLE PRECISION NOT NULL,
        last_record INTEGER NOT NULL)""",
    "CREATE INDEX calls_started_at ON calls (started_at)",
    "CREATE INDEX calls_ended_at ON calls (ended_at)",
    """CREATE TABLE attempts (
        call_id TEXT NOT NULL REFERENCES calls (id), number INTEGER NOT NULL, agent TEXT NOT NULL,
        phone INTEGER NOT NULL, at TEXT NOT NULL, ringing_at TEXT, answered_at TEXT, ended_at TEXT, outcome TEXT,
        PRIMARY KEY (call_id, number))""",
    "CREATE INDEX attempts_at ON attempts (at)",
    """CREATE TABLE steps (
        call_id TEXT NOT NULL REFERENCES calls (id), number INTEGER NOT NULL, name TEXT NOT NULL,
        detail TEXT NOT NULL, at TEXT NOT NULL, seconds DOUBLE PRECISION, PRIMARY KEY (call_id, number))""",
    """CREATE TABLE messages (
        call_id TEXT NOT NULL REFERENCES calls (id), file TEXT NOT NULL, seconds DOUBLE PRECISION NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (call_id, file))""",
    """CREATE TABLE leases (
        agent TEXT NOT NULL PRIMARY KEY, call_id TEXT NOT NULL, box TEXT NOT NULL,
        expires_at DOUBLE PRECISION NOT NULL)""",
    "CREATE TABLE imported_cdrs (name TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL)",
)
