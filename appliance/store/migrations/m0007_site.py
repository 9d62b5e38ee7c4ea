"""Version 7: accounts, their sign-ins, the journal of changes, what became of a message, what
the monitoring last saw; indexes of the search."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE accounts (
        id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, agent_id TEXT,
        password_hash TEXT NOT NULL, one_time_until TEXT, totp_secret TEXT, totp_last INTEGER NOT NULL,
        made_at TEXT NOT NULL, closed_at TEXT)""",
    """CREATE TABLE sign_ins (
        secret_hash TEXT NOT NULL PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts (id),
        began_at TEXT NOT NULL, seen_at TEXT NOT NULL, address TEXT NOT NULL, browser TEXT NOT NULL,
        closed_at TEXT)""",
    "CREATE INDEX sign_ins_account ON sign_ins (account_id, began_at)",
    """CREATE TABLE audit_entries (
        id TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL, changes TEXT NOT NULL)""",
    "CREATE INDEX audit_entries_at ON audit_entries (at)",
    """CREATE TABLE message_care (
        call_id TEXT NOT NULL, file TEXT NOT NULL, version INTEGER NOT NULL, assigned_to TEXT, note TEXT NOT NULL,
        done_at TEXT, done_by TEXT, deleted_at TEXT, PRIMARY KEY (call_id, file))""",
    """CREATE TABLE probes (
        name TEXT NOT NULL PRIMARY KEY, healthy BOOLEAN NOT NULL, serious BOOLEAN NOT NULL, sentence TEXT NOT NULL,
        asked_at TEXT NOT NULL)""",
    "CREATE INDEX messages_at ON messages (at)",
    "CREATE INDEX calls_line ON calls (line_id, started_at)",
    "CREATE INDEX calls_caller ON calls (caller, started_at)",
    "CREATE INDEX calls_order ON calls (order_number, started_at)",
    "CREATE INDEX calls_outcome ON calls (outcome, started_at)",
    "CREATE INDEX attempts_agent ON attempts (agent, call_id)",
)
