"""Version 5: publications and their acknowledgements, the outbox, the addresses of calendars, imported calendars.

A publication keeps the names of its time and refers to no setting: an agent who leaves stays in it. Secrets are kept
as SHA-256 alone.
"""

SHIFT = (
    "team_id TEXT NOT NULL, agent_id TEXT NOT NULL, level INTEGER NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL"
)

STATEMENTS = (
    """CREATE TABLE publications (
        number INTEGER NOT NULL PRIMARY KEY, line_id TEXT NOT NULL, line_name TEXT NOT NULL, timezone TEXT NOT NULL,
        first_day TEXT NOT NULL, last_day TEXT NOT NULL, published_at TEXT NOT NULL, published_by TEXT NOT NULL,
        first_change TEXT, notice TEXT NOT NULL, reason TEXT)""",
    "CREATE INDEX publications_line ON publications (line_id, number)",
    f"""CREATE TABLE published_shifts (
        publication INTEGER NOT NULL REFERENCES publications (number), position INTEGER NOT NULL, {SHIFT},
        agent_name TEXT NOT NULL, team_name TEXT NOT NULL, PRIMARY KEY (publication, position))""",
    """CREATE TABLE published_changes (
        publication INTEGER NOT NULL REFERENCES publications (number), position INTEGER NOT NULL,
        team_id TEXT NOT NULL, agent_id TEXT NOT NULL, agent_name TEXT NOT NULL, team_name TEXT NOT NULL,
        level_before INTEGER, starts_before TEXT, ends_before TEXT,
        level_after INTEGER, starts_after TEXT, ends_after TEXT, PRIMARY KEY (publication, position))""",
    """CREATE TABLE published_to (
        publication INTEGER NOT NULL REFERENCES publications (number), agent_id TEXT NOT NULL,
        agent_name TEXT NOT NULL, mail TEXT, secret_hash TEXT NOT NULL UNIQUE,
        acknowledged_at TEXT, acknowledged_by TEXT, PRIMARY KEY (publication, agent_id))""",
    f"""CREATE TABLE calendar_entries (
        uid TEXT NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL, line_id TEXT NOT NULL, {SHIFT})""",
    "CREATE INDEX calendar_entries_line ON calendar_entries (line_id)",
    """CREATE TABLE outbox (
        number INTEGER NOT NULL PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, recipient TEXT NOT NULL,
        subject TEXT NOT NULL, about TEXT NOT NULL, content TEXT, state TEXT NOT NULL, queued_at TEXT NOT NULL,
        next_try_at TEXT NOT NULL, tries INTEGER NOT NULL, claimed_until TEXT, sent_at TEXT, last_error TEXT)""",
    "CREATE INDEX outbox_due ON outbox (state, next_try_at)",
    """CREATE TABLE feeds (
        secret_hash TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, made_at TEXT NOT NULL,
        revoked_at TEXT)""",
    """CREATE TABLE imported_entries (
        source TEXT NOT NULL, position INTEGER NOT NULL, uid TEXT NOT NULL, kind TEXT NOT NULL,
        team_id TEXT, agent_id TEXT NOT NULL, level INTEGER, starts TEXT NOT NULL, ends TEXT NOT NULL,
        reason TEXT NOT NULL, PRIMARY KEY (source, position))""",
)
