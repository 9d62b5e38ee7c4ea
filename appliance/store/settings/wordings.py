"""A sentence is worded or recorded anew, in one transaction with its past, the settings and the journal of changes."""

from __future__ import annotations

from collections.abc import Callable
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
from appliance.store.settings.snapshot import Judge, change_company, one_writer_at_a_time, read_all, touch_settings
from appliance.store.settings.versions import (
    Wording,
    forget_old,
    note_version,
    take_seconds,
    take_sound,
    takes_in_force,
    takes_listed,
)

VOICE = "la voix de synthèse"


class Reworded(StoreError):
    """Somebody else has changed the sentence since it was shown."""

    def __init__(self) -> None:
        super().__init__("Quelqu'un d'autre vient de modifier cette phrase.")


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
    judge: Judge | None = None,
) -> None:
    """Make a place say what is wanted, and keep both in its past: one transaction.

    `change` puts another text into the settings; what it or `judge` raises is raised again. Reworded if the place
    does not say what was seen any more. StoreError.
    """
    with writing(database):
        one_writer_at_a_time(database)
        company = read_all(database)
        there = place_at(company, place)
        if there is None or there.text != seen.text or takes_in_force(database).get(seen.text) != seen.take:
            raise Reworded
        if wanted == seen:
            return
        told = _differences(database, seen, wanted)
        note_version(database, place, seen, wanted, by, now)
        if change is not None:
            change_company(database, change, now=now, by=by, act=act, told=told, judge=judge)
        else:
            note(database, by, act, told, at=now)
            touch_settings(database)
            forget_old(database, company)


def settle_takes(database: Database, directory: Path, now: Believed | None) -> None:
    """Have in the folder of sentences the recordings that the database says. Raises StoreError, OSError.

    `now`: for those that nobody lists any more, which stay without it.
    """
    in_force, listed = takes_in_force(database), takes_listed(database)
    settle(directory, in_force, listed, lambda name: take_sound(database, name), now)


def _differences(database: Database, seen: Wording, wanted: Wording) -> list[str]:
    """In whole words: the journal of changes is where one looks for what was said last month."""
    told = [changed("Texte", seen.text, wanted.text)] if seen.text != wanted.text else []
    sounds = (_told(database, one.take) for one in (seen, wanted))
    return told + ([changed("Son", *sounds)] if seen.take != wanted.take else [])


def _told(database: Database, take: str | None) -> str:
    seconds = take_seconds(database, take) if take else None
    return f"un enregistrement de {seconds:.0f} s ({take})" if seconds is not None else VOICE
