"""Callers' recordings in the database, for the boxes that did not make them. Every function raises StoreError.

A recording is on the disk of the box that made it, where FreeSWITCH plays it from; the others keep a copy. It is in the
database for as long as the journal knows it. `docs/decisions.md` says why not a shared folder, nor a box that asks
another.
"""

from __future__ import annotations

from collections.abc import Collection

from peewee import BlobField, Database, TextField

from appliance.store.accounts.tables import CareRow
from appliance.store.database import reading, writing
from appliance.store.fields import Row
from appliance.store.journal.call_sounds import SAID
from appliance.store.journal.tables import CallRow


class SoundRow(Row):
    """A recording, WAV, under the name of its file."""

    file = TextField(primary_key=True)
    call_id = TextField()
    sound = BlobField()

    class Meta:
        table_name = "sounds"


def kept_sounds(database: Database) -> dict[str, str]:
    """The recordings that the journal knows and nobody has deleted, and the box that made each; of ended calls."""
    found: dict[str, str] = {}
    deleted = deleted_sounds(database)
    with reading(database):
        for table in SAID:
            query = table.select(table.file, CallRow.box).join(CallRow, on=(CallRow.id == table.call_id))
            found |= dict(query.where(CallRow.ended_at.is_null(False)).tuples().execute(database))
    return {file: box for file, box in found.items() if file not in deleted}


def deleted_sounds(database: Database, box: str | None = None) -> set[str]:
    """The messages that somebody deleted, of one box or of all."""
    query = CareRow.select(CareRow.file).join(CallRow, on=(CallRow.id == CareRow.call_id))
    query = query.where(CareRow.deleted_at.is_null(False))
    if box is not None:
        query = query.where(CallRow.box == box)
    with reading(database):
        return {file for (file,) in query.tuples().execute(database)}


def shared(database: Database) -> set[str]:
    """Those that are in the database."""
    with reading(database):
        return {file for (file,) in SoundRow.select(SoundRow.file).tuples().execute(database)}


def share(database: Database, file: str, call: str, sound: bytes) -> None:
    """Put one in the database, for the other boxes; once."""
    with writing(database):
        SoundRow.insert(file=file, call_id=call, sound=sound).on_conflict_ignore().execute(database)


def sound_of(database: Database, file: str) -> bytes | None:
    """One of the database."""
    with reading(database):
        row = SoundRow.select(SoundRow.sound).where(SoundRow.file == file).tuples().first(database)
    return None if row is None else bytes(row[0])


def unshare(database: Database, files: Collection[str]) -> None:
    """Those that were erased are no more in the database either."""
    with writing(database):
        SoundRow.delete().where(SoundRow.file.in_(list(files))).execute(database)


def boxes_of(database: Database, calls: Collection[str]) -> dict[str, str]:
    """The box of each of these calls; those that the journal does not know are left out."""
    query = CallRow.select(CallRow.id, CallRow.box).where(CallRow.id.in_(list(calls)))
    with reading(database):
        return dict(query.tuples().execute(database))
