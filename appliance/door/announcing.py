"""What every caller of a line is told until a moment, with the recording that says it: one change, by the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from peewee import Database

from appliance.company.incidents import with_incident
from appliance.company.model import Company, Incident, Line
from appliance.company.wording import INCIDENT, LINES
from appliance.door import settings
from appliance.door.settings import Changed
from appliance.prompts.recordings import recording_name
from appliance.store.settings.versions import Wording, recordings_in_force
from appliance.store.settings.wordings import keep_version, said_anew


def put_incident(
    database: Database,
    line: Line,
    incident: Incident | None,
    content: bytes | None,
    *,
    by: str,
    act: str,
    now: datetime,
    at: datetime,
    tell: Callable[[], None],
) -> Changed:
    """Have a line say this, or nothing more. `content`: its recording; None: the voice.

    `now`, `at`: as for `settings.change`; `tell`: within the same transaction. Refused, StoreError: nothing is changed.
    """
    same = list[bool]()

    def edit(company: Company) -> Company:
        after = with_incident(company, line.id, incident)
        same[:] = [after == company]
        return after

    def along() -> None:
        if incident is not None:
            _note_sound(database, line, incident.text, content, by, at)
        if same == [True] and content is not None:  # for as long as it was
            said_anew(database, by, act, at)
        tell()

    return settings.change(database, edit, by=by, act=act, now=now, at=at, along=along)


def _note_sound(database: Database, line: Line, text: str, content: bytes | None, by: str, at: datetime) -> None:
    """What its text sounds like from now on: this recording, or the voice."""
    there = recordings_in_force(database)
    before = line.incident.text if line.incident else ""
    seen, wanted = Wording(before, there.get(before)), Wording(text, recording_name(content) if content else None)
    keep_version(database, f"{LINES}/{line.id}/{INCIDENT}", seen, wanted, content, by, at)
