"""The company's settings, read as a whole: a call takes one snapshot when it starts."""

from __future__ import annotations

from datetime import UTC, datetime

from peewee import Database

from appliance.company.model import Company
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.codes import with_kept_codes
from appliance.store.database import reading, writing
from appliance.store.settings.revisions import (
    in_force,
    newest_document,
    newest_number,
    one_writer_at_a_time,
    write_revision,
)
from appliance.store.settings.tables import SettingsRow

FIRST = "Entreprise enregistrée"


def save_company(database: Database, company: Company, *, now: datetime | None = None) -> int:
    """Replace all the settings and return their new revision. Raises StoreError, nothing written.

    For a database of one's own, whose settings are its owner's affair: nobody judges them, no past is kept. Everybody
    else has `appliance.door.settings`.
    """
    with writing(database):
        one_writer_at_a_time(database)
        kept = with_kept_codes(in_force(database)[1], company)
        return write_revision(database, kept, now or datetime.now(UTC), at_the_keyboard(), FIRST)


def load_company(database: Database) -> Company | None:
    """The settings as last saved, or None when there are none yet. Raises StoreError."""
    with reading(database):
        return read_all(database)


def read_all(database: Database) -> Company | None:
    """The settings, within a transaction of the caller. StoreError where they are not such as a release writes."""
    found = newest_document(database)
    return found.company if found else None


def revision(database: Database) -> int:
    """How many times the settings have been saved: cheap, to be asked again and again. Raises StoreError."""
    with reading(database):
        return newest_number(database)


def saved_at(database: Database) -> datetime | None:
    """When the settings were last saved (UTC), or None. Raises StoreError."""
    with reading(database):
        row = SettingsRow.select(SettingsRow.at).order_by(SettingsRow.number.desc()).tuples().first(database)
        return row[0] if row else None
