"""Messages, and what callers said before a hunt, that have had their time: the sound, what became of it, and what was
told of it go; the call stays.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from peewee import Database, fn

from appliance.believed import Believed
from appliance.config import Config
from appliance.store.accounts.tables import CareRow
from appliance.store.boxes.tables import BoxRow
from appliance.store.database import reading, writing
from appliance.store.fields import instant_text
from appliance.store.journal.shared_sounds import SoundRow
from appliance.store.journal.tables import CallRow, MessageRow, TalkRow, WordsRow
from appliance.store.outbox.queue import withdraw
from appliance.store.outbox.tables import OutboxRow, TidingRow
from appliance.store.outbox.tidings import message_key
from appliance.store.upkeep.striking import Swept

Key = tuple[str, str]  # its call, its file


def forget_messages(database: Database, config: Config, days: int, now: Believed, box: str) -> tuple[int, list[str]]:
    """Forget the messages of this box older than so many days: how many, and the files that could not be removed.
    What was said before a hunt goes with them.

    `box`: this machine's name. What another box keeps is its own to forget, its sound being on its disk, unless that
    box is no more in the list, and has taken no call since. StoreError.
    """
    swept, before = Swept(), _company_moment(config, now, days)
    said = [one for one in _old(database, WordsRow, before, box) if _removed(config, one[1], swept)]
    gone = [one for one in _old(database, MessageRow, before, box) if _removed(config, one[1], swept)]
    with writing(database):
        for call, file in (*said, *gone):
            for table in (MessageRow, WordsRow, CareRow, TidingRow, SoundRow):
                table.delete().where(table.call_id == call, table.file == file).execute(database)
            withdraw(database, message_key(call, file))
            mine = (OutboxRow.call_id == call) & (OutboxRow.sound == file)
            OutboxRow.update(sound=None).where(mine).execute(database)
    return len(gone), swept.left


def forget_talks(database: Database, config: Config, days: int, now: Believed, box: str) -> tuple[int, list[str]]:
    """The same of conversations that were recorded."""
    swept, before = Swept(), _company_moment(config, now, days)
    gone = [one for one in _old(database, TalkRow, before, box) if _removed(config, one[1], swept)]
    with writing(database):
        for call, file in gone:
            for table in (TalkRow, SoundRow):
                table.delete().where(table.call_id == call, table.file == file).execute(database)
    return len(gone), swept.left


def _old(database: Database, table: type[MessageRow | WordsRow | TalkRow], before: datetime, box: str) -> Sequence[Key]:
    """Those of calls that are over."""
    query = table.select(table.call_id, table.file).join(CallRow, on=(CallRow.id == table.call_id))
    with reading(database):
        ours = ["", box, *_gone(database, before)]
        query = query.where(table.at < before, CallRow.ended_at.is_null(False), CallRow.box.in_(ours))
        return list(query.tuples().execute(database))


def _gone(database: Database, before: datetime) -> list[str]:
    """Boxes that were taken out of the list, or renamed: none of their calls is so recent."""
    elsewhere = CallRow.select(CallRow.box).where(CallRow.box.not_in(BoxRow.select(BoxRow.name)))
    latest = elsewhere.group_by(CallRow.box).having(fn.MAX(CallRow.started_at) < instant_text(before))
    return [name for (name,) in latest.tuples().execute(database)]


def _company_moment(config: Config, now: Believed, days: int) -> datetime:
    """So long ago on the company's clock, by which messages are dated."""
    return now + timedelta(seconds=config.clock_offset_seconds) - timedelta(days=days)


def _removed(config: Config, file: str, swept: Swept) -> bool:
    """Whether the sound is no more: the journal knows it until then, and the next night finds it by that."""
    path = config.recordings_dir / Path(file).name
    with swept.at(path):
        path.unlink()
    return not os.path.lexists(path)
