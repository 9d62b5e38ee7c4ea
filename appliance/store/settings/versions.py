"""What each sentence said and how, version after version. The newest version of a text says how it sounds.

The company's own texts are among its settings; here is their past, and the recordings that stand in the place of the
voice. They are in the database, so that every box that shares it has them, and every backup.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, Database

from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Company
from appliance.company.wording import places
from appliance.prompts import wav
from appliance.prompts.recordings import recording_name
from appliance.store.database import reading, writing
from appliance.store.settings.version_tables import RecordingRow, VersionRow

LISTED = 20  # versions of one place


@dataclass(frozen=True)
class Wording:
    """What is said, and by which recording; None: by the voice."""

    text: str
    take: str | None = None


@dataclass(frozen=True)
class Version:
    """One line of the past of a place. `seconds`: of its recording. `who` empty: it was there before."""

    id: str
    at: datetime
    who: str
    place: str
    wording: Wording
    seconds: float | None


def versions_of(database: Database, place: str) -> list[Version]:
    """The last versions of a place, the newest first. Raises StoreError."""
    query = _versions().where(VersionRow.place == place).order_by(VersionRow.id.desc()).limit(LISTED)
    with reading(database):
        return [_version(row) for row in query.dicts().execute(database)]


def version_named(database: Database, id: str) -> Version | None:
    """One version, or None. Raises StoreError."""
    with reading(database):
        row = _versions().where(VersionRow.id == id).dicts().first(database)
    return _version(row) if row else None


def recordings_in_force(database: Database) -> dict[str, str]:
    """The recording of each text that has one. Raises StoreError."""
    query = VersionRow.select(VersionRow.text, VersionRow.take).order_by(VersionRow.id)
    with reading(database):
        newest = dict(query.tuples().execute(database))
    return {text: take for text, take in newest.items() if take}


def recordings_listed(database: Database) -> set[str]:
    """Every recording that a version names. Raises StoreError."""
    with reading(database):
        return {name for (name,) in RecordingRow.select(RecordingRow.name).tuples().execute(database)}


def recording_sound(database: Database, name: str) -> bytes | None:
    """A recording, or None. Raises StoreError."""
    with reading(database):
        row = RecordingRow.select(RecordingRow.sound).where(RecordingRow.name == name).tuples().first(database)
    return bytes(row[0]) if row else None


def recording_seconds(database: Database, name: str) -> float | None:
    """How long a recording lasts, or None. Raises StoreError."""
    with reading(database):
        row = RecordingRow.select(RecordingRow.seconds).where(RecordingRow.name == name).tuples().first(database)
    return float(row[0]) if row else None


def keep_recording(database: Database, content: bytes) -> str:
    """Keep a telephone WAV and return its name; within the transaction that says where it serves. StoreError."""
    name, seconds = recording_name(content), seconds_in(content)
    with writing(database):
        if recording_seconds(database, name) is None:
            RecordingRow.insert(name=name, sound=content, seconds=seconds).execute(database)
    return name


def seconds_in(content: bytes) -> float:
    """How long a telephone WAV lasts."""
    return len(wav.samples_of(content)) / 2 / wav.RATE


def note_texts(database: Database, before: Company, after: Company, who: str, now: datetime) -> None:
    """A version for each place whose text has changed, whichever way it was changed; within that transaction."""
    former = {place.key: place.text for place in places(before) if place.own}
    changed = [place for place in places(after) if place.own and former.get(place.key, place.text) != place.text]
    recordings = recordings_in_force(database) if changed else {}
    for place in changed:
        old, new = (Wording(text, recordings.get(text)) for text in (former[place.key], place.text))
        if newest_of(database, place.key) != new:
            note_version(database, place.key, old, new, who, now)
    if changed:
        forget_old(database, after)


def note_version(database: Database, place: str, seen: Wording, wanted: Wording, who: str, now: datetime) -> None:
    """A version; and what it replaces, if nobody has noted that, so that one can go back to it."""
    if seen.text and newest_of(database, place) != seen:
        _add(database, place, seen, "", now)
    _add(database, place, wanted, who, now)


def newest_of(database: Database, place: str) -> Wording | None:
    """What was last noted of a place."""
    newest = next(iter(versions_of(database, place)), None)
    return newest.wording if newest else None


def forget_old(database: Database, company: Company | None) -> None:
    """Versions past the last ones of a place go, save those that say how a text in use sounds; then recordings."""
    used = {sentence.text for sentence in fixed_sentences(company)}
    query = VersionRow.select(VersionRow.id, VersionRow.place, VersionRow.text, VersionRow.take)
    rows = list(query.order_by(VersionRow.id).tuples().execute(database))
    newest = {text: (id, take) for id, _, text, take in rows}
    needed = {id for text, (id, take) in newest.items() if take and text in used}
    by_place: dict[str, list[str]] = {}
    for id, place, *_ in rows:
        by_place.setdefault(place, []).append(id)
    old = {id for ids in by_place.values() for id in ids[:-LISTED]} - needed
    if old:
        VersionRow.delete().where(VersionRow.id.in_(sorted(old))).execute(database)
    listed = {take for id, *_, take in rows if take and id not in old}
    RecordingRow.delete().where(RecordingRow.name.not_in(sorted(listed))).execute(database)


def _versions() -> Any:
    same = RecordingRow.name == VersionRow.take
    return VersionRow.select(VersionRow, RecordingRow.seconds).join(RecordingRow, JOIN.LEFT_OUTER, on=same)


def _version(row: dict[str, Any]) -> Version:
    wording = Wording(row["text"], row["take"])
    return Version(row["id"], row["at"], row["who"], row["place"], wording, row["seconds"])


def _add(database: Database, place: str, wording: Wording, who: str, now: datetime) -> None:
    VersionRow.insert(
        id=f"{time.time_ns():020}-{secrets.token_hex(2)}",  # in the order of writing
        at=now,
        who=who,
        place=place,
        text=wording.text,
        take=wording.take,
    ).execute(database)
