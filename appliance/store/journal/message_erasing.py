"""A message deleted, from a page, by a program or by telephone: its sound first, then what the journal says of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from peewee import Database

from appliance.store.journal.message_followup import Message, delete_message
from appliance.store.journal.message_sounds import erase_sound


def erase_message(database: Database, folder: Path, message: Message, *, by: str, now: datetime) -> None:
    """With its entry of the journal of changes. `folder`: of the recordings. ChangedMeanwhile, StoreError."""
    erase_sound(folder, message.file)
    delete_message(database, message, by=by, now=now)
