"""What callers left on the disk, by the names that the journal gives: messages, what they said before a hunt,
conversations."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import Database

from appliance.store.journal.tables import MessageRow, TalkRow, WordsRow

SAID = (MessageRow, WordsRow, TalkRow)


def sounds_of(database: Database, calls: Sequence[str]) -> list[str]:
    """The recordings of these calls. Within `reading` or `writing`."""
    return [
        file
        for table in SAID
        for (file,) in table.select(table.file).where(table.call_id.in_(calls)).tuples().execute(database)
    ]


def known_sounds(database: Database) -> set[str]:
    """Every recording that the journal knows. Within `reading` or `writing`."""
    return {file for table in SAID for (file,) in table.select(table.file).tuples().execute(database)}
