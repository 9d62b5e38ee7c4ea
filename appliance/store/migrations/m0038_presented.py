"""Version 38: telephones tried with the number of a caller, by one trunk, to learn what they are shown."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE phone_tests ADD COLUMN trunk TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE phone_tests ADD COLUMN shows TEXT",
)
