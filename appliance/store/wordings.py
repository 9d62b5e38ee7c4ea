"""How sentences are worded and recorded, version after version. The newest version of a text says how it sounds.

The company's own texts are among its settings; here is their past, and the recordings that stand in the place of the
voice. They are in the database, so that every box that shares it has them, and every backup.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import JOIN, Database

from appliance.calls.company import Company
from appliance.calls.spoken import fixed_sentences
from appliance.calls.wording import place_at
from appliance.prompts import wav
from appliance.prompts.takes import settle, take_name
from appliance.store.audit import changed, note
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.snapshot import change_company, one_writer_at_a_time, read_all, touch_settings
from appliance.store.wording_rows import TakeRow, VersionRow

LISTED = 20  # versions of one place
VOICE = "la voix de synthèse"


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


class Reworded(StoreError):
    """Somebody else has changed the sentence since it was shown."""

    def __init__(self) -> None:
        super().__init__("Quelqu'un d'autre vient de modifier cette phrase.")


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


def takes_in_force(database: Database) -> dict[str, str]:
    """The recording of each text that has one. Raises StoreError."""
    query = VersionRow.select(VersionRow.text, VersionRow.take).order_by(VersionRow.id)
    with reading(database):
        newest = dict(query.tuples().execute(database))
    return {text: take for text, take in newest.items() if take}


def take_sound(database: Database, name: str) -> bytes | None:
    """A recording, or None. Raises StoreError."""
    with reading(database):
        row = TakeRow.select(TakeRow.sound).where(TakeRow.name == name).tuples().first(database)
    return bytes(row[0]) if row else None


def take_seconds(database: Database, name: str) -> float | None:
    """How long a recording lasts, or None. Raises StoreError."""
    with reading(database):
        row = TakeRow.select(TakeRow.seconds).where(TakeRow.name == name).tuples().first(database)
    return float(row[0]) if row else None


def keep_take(database: Database, content: bytes) -> str:
    """Keep a telephone WAV and return its name; within the transaction that says where it serves. StoreError."""
    name = take_name(content)
    seconds = len(wav.samples_of(content)) / 2 / wav.RATE
    with writing(database):
        if take_seconds(database, name) is None:
            TakeRow.insert(name=name, sound=content, seconds=seconds).execute(database)
    return name


def reword(
    database: Database,
    place: str,
    seen: Wording,
    wanted: Wording,
    *,
    by: str,
    act: str,
    now: datetime,
    change: Callable[[Company], Company] | None = None,
) -> None:
    """Make a place say what is wanted, and keep both in its past: one transaction.

    `change` puts another text into the settings; what it raises is raised again. Reworded if the place does not say
    what was seen any more. StoreError.
    """
    with writing(database):
        one_writer_at_a_time(database)
        there = place_at(read_all(database), place)
        if there is None or there.text != seen.text or takes_in_force(database).get(seen.text) != seen.take:
            raise Reworded
        if wanted == seen:
            return
        told = _differences(database, seen, wanted)
        if change is not None:
            change_company(database, change, now=now, by=by, act=act, told=told)
        else:
            note(database, by, act, told, at=now)
            touch_settings(database, now)
        _begin_past(database, place, seen, now)
        _add(database, place, wanted, by, now)
        _forget_old(database, place)


def settle_takes(database: Database, directory: Path, now: float) -> None:
    """Have in the folder of sentences the recordings that the database says. Raises StoreError, OSError."""
    in_force = takes_in_force(database)
    with reading(database):
        listed = {name for (name,) in TakeRow.select(TakeRow.name).tuples().execute(database)}
    settle(directory, in_force, listed, lambda name: take_sound(database, name), now)


def _versions() -> Any:
    same = TakeRow.name == VersionRow.take
    return VersionRow.select(VersionRow, TakeRow.seconds).join(TakeRow, JOIN.LEFT_OUTER, on=same)


def _version(row: dict[str, Any]) -> Version:
    wording = Wording(row["text"], row["take"])
    return Version(row["id"], row["at"], row["who"], row["place"], wording, row["seconds"])


def _differences(database: Database, seen: Wording, wanted: Wording) -> list[str]:
    """In whole words: the journal of changes is where one looks for what was said last month."""
    told = [changed("Texte", seen.text, wanted.text)] if seen.text != wanted.text else []
    sounds = (_told(database, one.take) for one in (seen, wanted))
    return told + ([changed("Son", *sounds)] if seen.take != wanted.take else [])


def _told(database: Database, take: str | None) -> str:
    seconds = take_seconds(database, take) if take else None
    return f"un enregistrement de {seconds:.0f} s ({take})" if seconds is not None else VOICE


def _begin_past(database: Database, place: str, seen: Wording, now: datetime) -> None:
    """What is replaced can be come back to, even if it was put there by an import."""
    newest = next(iter(versions_of(database, place)), None)
    if seen.text and (newest is None or newest.wording != seen):
        _add(database, place, seen, "", now)


def _add(database: Database, place: str, wording: Wording, who: str, now: datetime) -> None:
    VersionRow.insert(
        id=f"{time.time_ns():020}-{secrets.token_hex(2)}",  # in the order of writing
        at=now,
        who=who,
        place=place,
        text=wording.text,
        take=wording.take,
    ).execute(database)


def _forget_old(database: Database, place: str) -> None:
    """Versions past the last ones go, save those that say how a text in use sounds; then recordings without one."""
    used = {sentence.text for sentence in fixed_sentences(read_all(database))}
    query = VersionRow.select(VersionRow.id, VersionRow.place, VersionRow.text, VersionRow.take)
    rows = list(query.order_by(VersionRow.id).tuples().execute(database))
    newest = {text: id for id, _, text, _ in rows if text in used}
    here = [(id, text, take) for id, there, text, take in rows if there == place]
    old = [id for id, text, take in here[:-LISTED] if not (take and newest.get(text) == id)]
    if old:
        VersionRow.delete().where(VersionRow.id.in_(old)).execute(database)
    _forget_takes(database, {take for id, *_, take in rows if take and id not in old})


def _forget_takes(database: Database, listed: Collection[str]) -> None:
    TakeRow.delete().where(TakeRow.name.not_in(list(listed))).execute(database)
