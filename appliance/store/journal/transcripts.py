"""Messages written down: which are still to be, what was heard, what is left alone, and the calls that say a word.

The words are in the message's own row: they go when it goes. Every function raises StoreError.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import JOIN, Database

from appliance.folding import folded_words
from appliance.planning.number_traces import less_numbers
from appliance.store.accounts.tables import CareRow
from appliance.store.database import reading, writing
from appliance.store.journal.tables import CallRow, MessageRow
from appliance.store.journal.urgent_messages import Urgent, make_urgent

TRIES = 3
PAUSE = timedelta(minutes=10)  # before the next try, and as long again each time
LONGEST_CALL = timedelta(days=1)  # one that has lasted longer has lost its end
MOST_CALLS = 5_000  # that one search finds by a word, the latest


class Transcript(StrEnum):
    """What became of the words of a message; null while they are still to be written down."""

    WRITTEN = "written"
    DOUBTFUL = "doubtful"
    SILENT = "silent"  # nobody speaks in it
    TOO_LONG = "too_long"
    FAILED = "failed"
    ERASED = "erased"


@dataclass(frozen=True)
class Untranscribed:
    """A message to be written down. `line`: its call's."""

    call_id: str
    file: str
    tries: int
    line: str | None = None


def call_under_way(database: Database, box: str, moment: datetime) -> bool:
    """Whether a caller is on this box. `moment`: on the company's clock."""
    living = (CallRow.box == box) & CallRow.ended_at.is_null() & (CallRow.started_at >= moment - LONGEST_CALL)
    with reading(database):
        return bool(CallRow.select().where(living).exists(database))


def to_be_transcribed(database: Database, box: str, now: datetime, limit: int) -> list[Untranscribed]:
    """Messages of ended calls of this box, the newest first, that nobody has deleted. `now`: UTC."""
    due = MessageRow.transcript_next.is_null() | (MessageRow.transcript_next <= now)
    due |= MessageRow.transcript_next > now + TRIES * PAUSE  # put off by a clock since set back
    query = _waiting(box).where(due).order_by(MessageRow.at.desc(), MessageRow.file).limit(limit)
    with reading(database):
        return [Untranscribed(*row) for row in query.tuples().execute(database)]


def unwritten(database: Database, box: str, before: datetime, since: datetime) -> tuple[int, int]:
    """How many messages of this box wait since `before`, and how many were given up `since`; by their dates."""
    mine = MessageRow.select().join(CallRow, on=(CallRow.id == MessageRow.call_id)).where(CallRow.box == box)
    failed = MessageRow.transcript_state == Transcript.FAILED.value
    with reading(database):
        waiting = _waiting(box).where(MessageRow.at <= before).count(database)
        return waiting, mine.where(failed, MessageRow.at >= since).count(database)


def leave_untranscribed(database: Database, box: str, most_seconds: float) -> None:
    """Those that last longer are left alone."""
    with reading(database):
        found = list(_waiting(box).where(MessageRow.seconds > most_seconds).tuples().execute(database))
    for call, file, *_ in found:
        with writing(database):
            _update(database, call, file, transcript_state=Transcript.TOO_LONG.value)


def keep_transcript(
    database: Database,
    one: Untranscribed,
    text: str,
    *,
    doubtful: bool,
    urgent: Urgent | None = None,
) -> None:
    """What was heard; nothing of a message that went meanwhile. `urgent`: why it waits no more, if it could."""
    heard = Transcript.DOUBTFUL if doubtful else Transcript.WRITTEN
    state = heard if text else Transcript.SILENT
    facts = {"transcript": text or None, "transcript_state": state.value}
    with writing(database):
        kept = _update(database, one.call_id, one.file, **facts)
        if kept and urgent is not None:
            make_urgent(database, one.call_id, one.file, urgent)


def note_failure(database: Database, one: Untranscribed, now: datetime) -> None:
    """Tried again later, three times in all; then left alone. `now`: UTC."""
    tries = one.tries + 1
    facts: dict[str, Any] = {"transcript_tries": tries, "transcript_next": now + tries * PAUSE}
    if tries >= TRIES:
        facts["transcript_state"] = Transcript.FAILED.value
    with writing(database):
        _update(database, one.call_id, one.file, **facts)


def erase_transcript(database: Database, call_id: str, file: str) -> None:
    """The words of a message that is deleted; none is written of it afterwards. Within `writing`."""
    gone = {"transcript": None, "transcript_state": Transcript.ERASED.value, "urgent_word": None}
    mine = (MessageRow.call_id == call_id) & (MessageRow.file == file)
    MessageRow.update(gone).where(mine).execute(database)


def calls_saying(database: Database, asked: str, *, digits: bool) -> list[str]:
    """The latest calls whose message has all these words, or words that begin so, whatever their accents.

    `digits`: whether one may look for a telephone number. Within `reading`.
    """
    wanted = folded_words(asked).split()
    if not wanted:
        return []
    query = MessageRow.select(MessageRow.call_id, MessageRow.transcript).where(MessageRow.transcript.is_null(False))
    found: dict[str, None] = {}
    for call, text in query.order_by(MessageRow.at.desc()).tuples().execute(database):
        said = f" {folded_words(text if digits else less_numbers(text))}"
        if all(f" {word}" in said for word in wanted):
            found[call] = None
    return list(found)[:MOST_CALLS]


def _waiting(box: str) -> Any:
    care = (CareRow.call_id == MessageRow.call_id) & (CareRow.file == MessageRow.file)
    return (
        MessageRow.select(MessageRow.call_id, MessageRow.file, MessageRow.transcript_tries, CallRow.line_id)
        .join(CallRow, on=(CallRow.id == MessageRow.call_id))
        .join(CareRow, JOIN.LEFT_OUTER, on=care, src=MessageRow)
        .where(
            CallRow.box == box,
            CallRow.ended_at.is_null(False),
            CareRow.deleted_at.is_null(),
            MessageRow.transcript_state.is_null(),
        )
    )


def _update(database: Database, call: str, file: str, **facts: Any) -> bool:
    """Of a message that is still there, whose words nobody has erased; whether there is one."""
    mine = (MessageRow.call_id == call) & (MessageRow.file == file) & MessageRow.transcript_state.is_null()
    return bool(MessageRow.update(facts).where(mine).execute(database))
