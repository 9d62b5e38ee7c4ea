"""Version 3: a line's own calendar, days, internal code and forced periods; who a call's line was for."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE named_days (
        position INTEGER NOT NULL PRIMARY KEY, line_id TEXT REFERENCES lines (id), kind TEXT NOT NULL,
        first_day TEXT NOT NULL, last_day TEXT NOT NULL, name TEXT NOT NULL)""",
    """INSERT INTO named_days (position, line_id, kind, first_day, last_day, name)
        SELECT position, NULL, 'closure', first_day, last_day, name FROM closures""",
    "DROP TABLE closures",
    """CREATE TABLE forced_periods (
        line_id TEXT NOT NULL REFERENCES lines (id), position INTEGER NOT NULL, period TEXT NOT NULL,
        starts TEXT NOT NULL, ends TEXT NOT NULL, PRIMARY KEY (line_id, position))""",
    "ALTER TABLE lines ADD COLUMN holidays TEXT",
    "ALTER TABLE lines ADD COLUMN around_the_clock BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE lines ADD COLUMN code_ask BOOLEAN NOT NULL DEFAULT FALSE",
    r"ALTER TABLE lines ADD COLUMN code_pattern TEXT NOT NULL DEFAULT '\d{1,12}'",
    "ALTER TABLE lines ADD COLUMN code_tries INTEGER NOT NULL DEFAULT 3",
    "ALTER TABLE choices ADD COLUMN action_order_pattern TEXT",
    "ALTER TABLE choices ADD COLUMN action_order_tries INTEGER",
    "ALTER TABLE behaviours ADD COLUMN action_order_pattern TEXT",
    "ALTER TABLE behaviours ADD COLUMN action_order_tries INTEGER",
    "ALTER TABLE calls ADD COLUMN audience TEXT NOT NULL DEFAULT 'customers'",
)
