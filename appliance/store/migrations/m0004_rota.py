"""Version 4: numbers allowed by name, agents who leave, swaps, named rotations, how far back fairness looks."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE allowed_numbers (
        position INTEGER NOT NULL PRIMARY KEY, number TEXT NOT NULL, name TEXT NOT NULL)""",
    "ALTER TABLE agents ADD COLUMN until TEXT",
    "ALTER TABLE rotations ADD COLUMN name TEXT",
    "ALTER TABLE teams ADD COLUMN fairness_days INTEGER NOT NULL DEFAULT 30",
    """CREATE TABLE swaps (
        team_id TEXT NOT NULL REFERENCES teams (id), position INTEGER NOT NULL,
        giver TEXT NOT NULL REFERENCES agents (id), taker TEXT NOT NULL REFERENCES agents (id),
        starts TEXT NOT NULL, ends TEXT NOT NULL, back_starts TEXT, back_ends TEXT,
        giver_agreed BOOLEAN NOT NULL, taker_agreed BOOLEAN NOT NULL, refused TEXT REFERENCES agents (id),
        PRIMARY KEY (team_id, position))""",
)
