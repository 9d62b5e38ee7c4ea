"""The messages that are still to be written down on this box, a few at a time, while no call is up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from peewee import Database

from appliance.company.model import Company
from appliance.company.urgent_words import heard_in
from appliance.config import Config, Transcription
from appliance.prompts.languages import USUAL
from appliance.store.journal.languages import language_chosen
from appliance.store.journal.message_sounds import sound_path
from appliance.store.journal.transcripts import (
    Untranscribed,
    call_under_way,
    keep_transcript,
    leave_untranscribed,
    note_failure,
    to_be_transcribed,
)
from appliance.store.journal.urgent_messages import Urgent
from appliance.store.settings.snapshot import load_company
from appliance.transcription.child import Batch, End, Work, write_down
from appliance.transcription.vocabulary import words_expected

AT_ONCE = 10  # messages of one run

Heard = dict[str, Any]
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
    """Those that are due, the newest first, each kept as soon as it is heard.

    `now` (UTC): the machine's; `moment`: the company's, which calls are dated by. StoreError, TranscriptionError.
    """
    bounds, box = config.transcription, config.box_name
    if bounds is None:
        return Done()
    busy = partial(call_under_way, database, box, moment)
    leave_untranscribed(database, box, bounds.most_minutes * 60)
    due = to_be_transcribed(database, box, now, AT_ONCE)
    written = failed = 0
    company = load_company(database) if due else None
    prompt, urgent = words_expected(company, bounds.vocabulary), company.urgent_words if company else ()
    for one in due:
        if busy():
            return Done(written, failed, called_away=True)
        work = _work(config, bounds, one, prompt, _spoken(database, company, one))
        batch = recogniser(work, busy)
        if batch.end is End.CALLED_AWAY and not batch.heard:
            return Done(written, failed, called_away=True)
        heard = batch.heard[0] if batch.heard else None
        kept = _keep(database, one, heard, now, _urgent(heard, urgent, moment))
        written, failed = written + kept, failed + (not kept)
    return Done(written, failed)


def _work(config: Config, bounds: Transcription, one: Untranscribed, prompt: str, language: str) -> Work:
    sound = str(sound_path(config.recordings_dir, one.file) or "")
    return Work(bounds.model, [sound], prompt, bounds.most_seconds, bounds.most_megabytes, language)


def _spoken(database: Database, company: Company | None, one: Untranscribed) -> str:
    """The language that the caller chose, else that of their line."""
    line = company.lines.get(one.line or "") if company else None
    return language_chosen(database, one.call_id) or (line.language if line else USUAL)


def _urgent(heard: Heard | None, words: Sequence[str], moment: datetime) -> Urgent | None:
    """What is urgent in it, by the company's words."""
    word = heard_in(heard.get("text", ""), words) if heard else None
    return Urgent(word, moment) if word else None


def _keep(database: Database, one: Untranscribed, heard: Heard | None, now: datetime, urgent: Urgent | None) -> bool:
    """Whether its words are written; a message that is no sound, or of which the child died, has failed."""
    if heard is None or "fault" in heard:
        note_failure(database, one, now)
        return False
    keep_transcript(database, one, heard["text"], doubtful=heard["doubtful"], urgent=urgent)
    return True
