"""Version 11: callers forgotten are told apart from hidden ones; closed statements keep their words on callers apart.

The digest of an edition is made again over what stays; the one that was printed is kept, and printed again. Notes go
out of the journal of changes, which says that they changed.
"""

from __future__ import annotations

import re

from peewee import Database

from appliance.store.accounts.tables import AuditRow
from appliance.store.statements.edition_words import digest_of, rows_of, taken_apart
from appliance.store.statements.tables import EditionRow, EditionWordsRow

STATE = re.compile(r"État : (?:traité|à traiter) → (?:traité|à traiter)")
KEY = (EditionRow.agent, EditionRow.month, EditionRow.edition)


def editions_apart(database: Database) -> None:
    """Take apart every edition that verifies; one that was altered stays as it is, to be told when it is read."""
    found = EditionRow.select(*KEY, EditionRow.content, EditionRow.digest)
    for row in list(found.dicts().execute(database)):
        if digest_of(row["content"]) != row["digest"]:
            continue
        bare, words = taken_apart(row["content"])
        facts = {"content": bare, "digest": digest_of(bare), "printed": row["digest"]}
        this = [field == row[field.name] for field in KEY]
        EditionRow.update(facts).where(*this).execute(database)
        for one in rows_of(words, {field.name: row[field.name] for field in KEY}):
            EditionWordsRow.insert(one).execute(database)


def notes_out_of_the_audit(database: Database) -> None:
    """« Note : avant → après » becomes « Note : modifiée », whatever number of lines the note had."""
    wanted = AuditRow.act.startswith("Message de l'appel ") & AuditRow.changes.contains("Note : ")
    for row in list(AuditRow.select(AuditRow.id, AuditRow.changes).where(wanted).dicts().execute(database)):
        told = without_note(row["changes"])
        AuditRow.update(changes=told).where(AuditRow.id == row["id"]).execute(database)


def without_note(changes: str) -> str:
    """The lines of a change of a message: to whom it is given, its note, its state; less what the note said."""
    lines = changes.split("\n")
    first = next((place for place, line in enumerate(lines) if line.startswith("Note : ")), None)
    if first is None:
        return changes
    return "\n".join([*lines[:first], "Note : modifiée", *[line for line in lines[-1:] if STATE.fullmatch(line)]])


STATEMENTS = (
    "ALTER TABLE calls ADD COLUMN erased_at TEXT",
    "ALTER TABLE statement_editions ADD COLUMN printed TEXT",
    """CREATE TABLE edition_words (
        agent TEXT NOT NULL, month TEXT NOT NULL, edition INTEGER NOT NULL, place INTEGER NOT NULL, call_id TEXT,
        starts TEXT NOT NULL, order_number TEXT, notes TEXT NOT NULL, erased BOOLEAN NOT NULL,
        PRIMARY KEY (agent, month, edition, place))""",
    "CREATE INDEX edition_words_call ON edition_words (call_id)",
    editions_apart,
    notes_out_of_the_audit,
)
