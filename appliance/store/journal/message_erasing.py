"""A message deleted, from a page, by a program or by telephone: what the journal says of it, and its sound last.

A sound is never brought back: it goes once nothing else can refuse, in the same transaction.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from peewee import Database

from appliance.store.database import writing
from appliance.store.journal.message_followup import Message, delete_message
from appliance.store.journal.message_sounds import erase_sound


def erase_message(database: Database, folder: Path, message: Message, *, by: str, now: datetime) -> None:
    """With its entry of the journal of changes. `folder`: of the recordings.

    ChangedMeanwhile where somebody has written of it since it was read, StoreError: its sound is then as it was.
    """
    with writing(database):
        delete_message(database, message, by=by, now=now)
        erase_sound(folder, message.file)
