"""In which language a caller was answered, for who tells them something after the call."""

from __future__ import annotations

from dataclasses import replace

from peewee import Database

from appliance.calls.notes import SpeaksLanguage, note_of
from appliance.company.model import Line
from appliance.store.database import reading
from appliance.store.journal.tables import StepRow

NOTED = "speaks"


def language_chosen(database: Database, call: str) -> str | None:
    """The code of the language that the caller chose; None for one who chose none. StoreError."""
    query = StepRow.select(StepRow.name, StepRow.detail).where(StepRow.call_id == call, StepRow.name == NOTED)
    with reading(database):
        row = query.order_by(StepRow.number.desc()).dicts().first(database)
    note = note_of(row["name"], row["detail"]) if row else None
    return note.language if isinstance(note, SpeaksLanguage) else None


def as_chosen(database: Database, line: Line, call: str) -> Line:
    """The line in the language in which the caller of this call heard it. StoreError."""
    return replace(line, language=language_chosen(database, call) or line.language)
