"""The messages that are still to be written down on this box, a few at a time, while no call is up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from peewee import Database

from appliance.config import Config, Transcription
from appliance.store.journal.message_sounds import sound_path
from appliance.store.journal.transcripts import (
    Untranscribed,
    call_under_way,
    keep_transcript,
    leave_untranscribed,
    note_failure,
    to_be_transcribed,
)
from appliance.store.settings.snapshot import load_company
from appliance.transcription.child import Batch, End, Work, write_down
from appliance.transcription.vocabulary import words_expected

AT_ONCE = 10  # messages for which the weights are loaded once

Recogniser = Callable[[Work, Callable[[], bool]], Batch]


@dataclass(frozen=True)
class Done:
    """How many were written down, and how many were not, this time. `called_away`: the others wait for a call's end."""

    written: int = 0
    failed: int = 0
    called_away: bool = False


def write_down_due(
    database: Database, config: Config, now: datetime, moment: datetime, recogniser: Recogniser = write_down
) -> Done:
    """Those that are due, the newest first. `now` (UTC): the machine's; `moment`: the company's, which calls are dated
    by. StoreError, TranscriptionError."""
    bounds, box = config.transcription, config.box_name
    if bounds is None:
        return Done()
    busy = partial(call_under_way, database, box, moment)
    if busy():
        return Done(called_away=True)
    leave_untranscribed(database, box, bounds.most_minutes * 60)
    due = to_be_transcribed(database, box, now, AT_ONCE)
    if not due:
        return Done()
    return _kept(database, due, recogniser(_work(database, config, bounds, due), busy), now)


def _work(database: Database, config: Config, bounds: Transcription, due: Sequence[Untranscribed]) -> Work:
    paths = (sound_path(config.recordings_dir, one.file) for one in due)
    prompt = words_expected(load_company(database), bounds.vocabulary)
    return Work(bounds.model, [str(path or "") for path in paths], prompt, bounds.most_seconds, bounds.most_megabytes)


def _kept(database: Database, due: Sequence[Untranscribed], batch: Batch, now: datetime) -> Done:
    """What was heard is written at once; the one that the child died of has failed, and the others are as they were."""
    written = failed = 0
    for one, heard in zip(due, batch.heard, strict=False):
        written += _keep(database, one, heard, now)
        failed += "fault" in heard
    if batch.end is End.LOST and len(batch.heard) < len(due):
        note_failure(database, due[len(batch.heard)], now)
        failed += 1
    return Done(written, failed, batch.end is End.CALLED_AWAY)


def _keep(database: Database, one: Untranscribed, heard: dict[str, Any], now: datetime) -> bool:
    if "fault" in heard:
        note_failure(database, one, now)
        return False
    keep_transcript(database, one, heard["text"], doubtful=heard["doubtful"])
    return True
