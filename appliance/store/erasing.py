"""What is forgotten of callers: one who asks for it, and all of them after a time. The calls stay, without a face.

A call stays counted, with its moments and its agents: the monthly statements that the law asks for are made of them.
What names or shows the caller goes: their number, their order number, the keys they typed, the message they left.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import Database, Expression

from appliance.store.database import reading, writing
from appliance.store.records import CallRow, MessageRow, StepRow

TYPED = ("key", "order", "code")  # steps whose detail is what the caller typed


@dataclass(frozen=True)
class Forgotten:
    """How many calls lost their caller, and how many messages are gone."""

    calls: int
    messages: int


def erase_caller(database: Database, recordings: Path, number: str) -> Forgotten:
    """Forget a caller by their number (E.164), in every call that is over. StoreError, OSError."""
    return _forget(database, recordings, CallRow.caller == number)


def forget_before(database: Database, recordings: Path, moment: datetime) -> Forgotten:
    """Forget the callers of all calls begun before that moment (aware). StoreError, OSError."""
    return _forget(database, recordings, CallRow.started_at < moment)


def _forget(database: Database, recordings: Path, wanted: Expression) -> Forgotten:
    """The sound first: if that fails, the journal still knows it, and the next run finishes the work."""
    over = CallRow.select(CallRow.id).where(wanted, CallRow.ended_at.is_null(False))
    with reading(database):
        calls = over.where(_shows_somebody()).count(database)
        chosen = MessageRow.select(MessageRow.file).where(MessageRow.call_id.in_(over))
        files = [row[0] for row in chosen.tuples().execute(database)]
    for file in files:
        with suppress(FileNotFoundError):
            (recordings / Path(file).name).unlink()
    with writing(database):
        MessageRow.delete().where(MessageRow.call_id.in_(over)).execute(database)
        StepRow.update(detail="").where(StepRow.name.in_(TYPED), StepRow.call_id.in_(over)).execute(database)
        CallRow.update(caller=None, order_number=None).where(wanted, CallRow.ended_at.is_null(False)).execute(database)
    return Forgotten(calls, len(files))


def _shows_somebody() -> Expression:
    return CallRow.caller.is_null(False) | CallRow.order_number.is_null(False)
