"""Calls lose their callers: the sound, the files, then what the registry says of their rows. The calls stay."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from peewee import Database, Expression

from appliance.config import Config
from appliance.planning.number_traces import Traces
from appliance.store.database import reading, writing
from appliance.store.journal.tables import CallRow, MessageRow, StepRow
from appliance.store.upkeep.personal_data import OWN_STEPS, Fate, column, of_callers
from appliance.store.upkeep.striking import Swept, strike_calls, sweep_said

CHUNK = 200  # calls a statement, far below the limits of both databases
ABOUT_TO_BE_HEARD = timedelta(minutes=2)  # while calls go on


@dataclass(frozen=True)
class Forgotten:
    """How many calls lost their caller, how many messages and other files are gone.

    `left`: files that could not be removed, and why; their messages are still in the journal, for the next run.
    `unread`: logs that are another account's, in memory. `texts`: how many others had the number; `settings`: those of
    the settings, by name. `told`: rows of what was sent to people, and its tries; `records`: of the box's own use.
    `talks`: conversations recorded, whose time was over.
    """

    calls: int
    messages: int
    files: int = 0
    left: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    texts: int = 0
    settings: tuple[str, ...] = ()
    told: int = 0
    records: int = 0
    talks: int = 0


def forget_calls(
    database: Database,
    config: Config,
    calls: Sequence[str],
    now: datetime,
    traces: Traces | None,
    in_files: Collection[str],
) -> Forgotten:
    """The sound first: if that fails, the journal still knows it, and the next run finishes the work."""
    swept, gone, shown = Swept(), 0, 0
    kept: list[str] = []
    for chunk in chunks_of(calls):
        with reading(database):
            shown += CallRow.select().where(CallRow.id.in_(chunk), has_a_face()).count(database)
            chosen = MessageRow.select(MessageRow.file).where(MessageRow.call_id.in_(chunk))
            files = [file for (file,) in chosen.tuples().execute(database)]
        for file in files:
            if _removed(config.recordings_dir / Path(file).name, swept):
                gone += 1
            else:
                kept.append(file)
    strike_calls(config.state_dir, {*calls, *in_files}, traces, swept)
    if calls or in_files:
        sweep_said(config.state_dir, now - (ABOUT_TO_BE_HEARD if going_on(database) else timedelta(0)), swept)
    with writing(database):
        for chunk in chunks_of(calls):
            _forget_rows(database, chunk, kept, now)
    return Forgotten(shown, gone, swept.files, tuple(swept.left), tuple(swept.unread))


def _removed(path: Path, swept: Swept) -> bool:
    """Whether the file is no more."""
    with swept.at(path):
        path.unlink()
    return not os.path.lexists(path)


def _forget_rows(database: Database, calls: Sequence[str], kept_files: Sequence[str], now: datetime) -> None:
    """What the registry says of the calls, less the messages whose file is still there."""
    for entry in of_callers():
        mine = column(entry, entry.call).in_(calls)
        if entry.fate is Fate.GONE:
            gone = entry.table.delete().where(mine)
            if kept_files and entry.table is MessageRow:  # the next run finds the file by it
                gone = gone.where(column(entry, "file").not_in(kept_files))
                entry.table.update(entry.blank).where(mine).execute(database)
            gone.execute(database)
            continue
        if entry.fate is Fate.TYPED:
            mine &= StepRow.name.not_in(OWN_STEPS)
        entry.table.update(entry.blank).where(mine).execute(database)
    CallRow.update(erased_at=now).where(CallRow.id.in_(calls)).execute(database)


def going_on(database: Database) -> set[str]:
    """The calls that are not over. StoreError."""
    with reading(database):
        living = CallRow.select(CallRow.id).where(CallRow.ended_at.is_null())
        return {call for (call,) in living.tuples().execute(database)}


def has_a_face() -> Expression:
    """A call that still says who called, or for what."""
    return CallRow.caller.is_null(False) | CallRow.order_number.is_null(False)


def chunks_of(calls: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(calls), CHUNK):
        yield calls[start : start + CHUNK]
