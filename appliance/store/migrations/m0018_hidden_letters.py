"""Version 18: the settings lose the letters that nobody sees, which no door took any more: no change could be saved.

The former sentences too, by whose text a recording is found.
"""

from __future__ import annotations

from peewee import Database

from appliance.hidden_letters import as_seen

TEXTS = (
    ("companies", "name"),
    ("named_days", "name"),
    ("allowed_numbers", "name"),
    ("agents", "name"),
    ("agents", "mail"),
    ("teams", "name"),
    ("rotations", "name"),
    ("absences", "reason"),
    ("menus", "announcement"),
    ("choices", "action_text"),
    ("lines", "name"),
    ("behaviours", "announcement"),
    ("behaviours", "action_text"),
    ("sentence_versions", "text"),
)


def letters_seen(database: Database) -> None:
    """What would be left of nothing but such letters stays, and is told as any other."""
    for table, column in TEXTS:
        texts = database.execute_sql(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()  # noqa: S608
        for (text,) in texts:
            if (seen := as_seen(text).strip()) and seen != text.strip():
                change = f"UPDATE {table} SET {column} = {database.param} WHERE {column} = {database.param}"  # noqa: S608
                database.execute_sql(change, (seen, text))


STATEMENTS = (letters_seen,)
