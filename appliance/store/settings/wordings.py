"""A sentence is worded or recorded anew: what it said is kept, and who comes second is told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from peewee import Database

from appliance.believed import Believed
from appliance.company.model import Company
from appliance.company.wording import place_at
from appliance.prompts.recordings import settle
from appliance.store.accounts.audit import changed, note
from appliance.store.database import writing
from appliance.store.errors import StoreError
from appliance.store.settings.revisions import one_writer_at_a_time, touch_settings
from appliance.store.settings.snapshot import read_all
from appliance.store.settings.versions import (
    Wording,
    forget_old,
    keep_recording,
    note_version,
    recording_seconds,
    recording_sound,
    recordings_in_force,
    recordings_listed,
    seconds_in,
)

VOICE = "la voix de synthèse"


class Reworded(StoreError):
    """Somebody else has changed the sentence since it was shown."""

    def __init__(self) -> None:
        super().__init__("Quelqu'un d'autre vient de modifier cette phrase.")


def still_said(database: Database, company: Company | None, place: str, seen: Wording) -> None:
    """Reworded if the place does not say what was seen any more. StoreError.

    A text and its recording are compared as they are, not by their revision: the recording is no part of the settings.
    """
    there = place_at(company, place)
    if there is None or there.text != seen.text or recordings_in_force(database).get(seen.text) != seen.take:
        raise Reworded


def resound(
    database: Database,
    place: str,
    seen: Wording,
    wanted: Wording,
    content: bytes | None,
    *,
    by: str,
    act: str,
    at: datetime,
) -> None:
    """Have the same text heard otherwise, with its past and the journal of changes: one transaction.

    `content`: of a new recording. Reworded, StoreError: nothing is written.
    """
    told = differences(database, seen, wanted, content)
    with writing(database):
        one_writer_at_a_time(database)
        company = read_all(database)
        still_said(database, company, place, seen)
        if wanted != seen:
            keep_version(database, place, seen, wanted, content, by, at)
            note(database, by, act, told, at=at)
            touch_settings(database)
            forget_old(database, company)


def keep_version(
    database: Database, place: str, seen: Wording, wanted: Wording, content: bytes | None, by: str, at: datetime
) -> None:
    """A version of the place, with its new recording if it has one; within the transaction that makes it so."""
    if content is not None:
        keep_recording(database, content)
    note_version(database, place, seen, wanted, by, at)


def said_anew(database: Database, by: str, act: str, at: datetime) -> None:
    """Another recording for settings that stay: told, and known to every reader; within the transaction of it."""
    note(database, by, act, at=at)
    touch_settings(database)


def settle_recordings(database: Database, directory: Path, now: Believed | None) -> None:
    """Have in the folder of sentences the recordings that the database says. Raises StoreError, OSError.

    `now`: for those that nobody lists any more, which stay without it.
    """
    in_force, listed = recordings_in_force(database), recordings_listed(database)
    settle(directory, in_force, listed, lambda name: recording_sound(database, name), now)


def differences(database: Database, seen: Wording, wanted: Wording, content: bytes | None) -> list[str]:
    """In whole words: the journal of changes is where one looks for what was said last month. `content`: as above."""
    told = [changed("Texte", seen.text, wanted.text)] if seen.text != wanted.text else []
    if seen.take == wanted.take:
        return told
    after = _recording(wanted.take, seconds_in(content)) if content else _told(database, wanted.take)
    return [*told, changed("Son", _told(database, seen.take), after)]


def _told(database: Database, take: str | None) -> str:
    seconds = recording_seconds(database, take) if take else None
    return _recording(take, seconds) if seconds is not None else VOICE


def _recording(take: str | None, seconds: float) -> str:
    return f"un enregistrement de {seconds:.0f} s ({take})"
