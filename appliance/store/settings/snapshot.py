"""The company's settings, saved and read as a whole: a call takes one snapshot when it starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from peewee import Database

from appliance.company.model import Company
from appliance.store.accounts.audit import at_the_keyboard, note
from appliance.store.codes import with_kept_codes
from appliance.store.company_file.differences import differences
from appliance.store.database import is_sqlite, reading, writing
from appliance.store.errors import StoreError
from appliance.store.keeping_past import with_past
from appliance.store.settings.revisions import changeable, newest_document, newest_number, write_revision
from appliance.store.settings.tables import SettingsRow
from appliance.store.settings.versions import note_texts
from appliance.store.upkeep.clock_doubt import believed
from appliance.store.upkeep.departures import forget_departed

FIRST, IMPORTED = "Entreprise enregistrée", "Entreprise importée"


class Judge(Protocol):
    """Asked before settings are written: it raises for those that are not to replace the former ones.

    `now`: the moment (aware) from which they count. What the planning was until then is kept beside them.
    """

    now: datetime

    def __call__(self, before: Company | None, after: Company) -> None: ...


def save_company(database: Database, company: Company, *, now: datetime | None = None) -> int:
    """Replace all the settings in one transaction and return their new revision. Raises StoreError, nothing written."""
    with writing(database):
        one_writer_at_a_time(database)
        kept = with_kept_codes(changeable(database), company)
        return write_revision(database, kept, now or datetime.now(UTC), at_the_keyboard(), FIRST)


def replace_company(
    database: Database,
    company: Company,
    *,
    now: datetime | None = None,
    by: str | None = None,
    judge: Judge | None = None,
) -> Company | None:
    """Make these the settings, in one transaction, and return the former ones; the same: nothing is written.

    `by`: for the journal of changes; the account of the system where left out. Raises StoreError, and whatever
    `judge` raises; nothing is then written.
    """
    with writing(database):
        one_writer_at_a_time(database)
        before = changeable(database)
        company = with_kept_codes(before, company)
        if company != before:
            if judge is not None:
                judge(before, company)
                company = _with_past(database, before, company, judge.now, now)
            write_revision(database, company, now or datetime.now(UTC), by or at_the_keyboard(), IMPORTED)
            _note(database, before, company, by or at_the_keyboard(), IMPORTED, now)
        return before


def change_company(
    database: Database,
    change: Callable[[Company], Company],
    *,
    now: datetime | None = None,
    by: str | None = None,
    act: str = "Réglages modifiés",
    told: Sequence[str] | None = None,
    judge: Judge | None = None,
) -> tuple[Company, Company]:
    """Read the settings, change them and save them, with no other writer in between; the settings before and after.

    `change` is given the settings as they are and returns what they shall be (the same: nothing is written). What it
    or `judge` raises is raised again, nothing written. StoreError, also when no company is saved yet. `by`, `act` and
    `told`: for the journal of changes; the account of the system where `by` is left out, the differences where `told`
    is.
    """
    with writing(database):
        one_writer_at_a_time(database)
        before = changeable(database)
        if before is None:
            raise StoreError("Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».")
        after = with_kept_codes(before, change(before))
        if after != before:
            if judge is not None:
                judge(before, after)
                after = _with_past(database, before, after, judge.now, now)
            write_revision(database, after, now or datetime.now(UTC), by or at_the_keyboard(), act)
            _note(database, before, after, by or at_the_keyboard(), act, now, told)
        return before, after


def _with_past(
    database: Database, before: Company | None, after: Company, since: datetime, now: datetime | None
) -> Company:
    """`since`: when the settings of before ended, on the company's clock; `now`: the machine's."""
    return with_past(before, after, since, believed(database, now or datetime.now(UTC)))


def _note(
    database: Database,
    before: Company | None,
    after: Company,
    by: str,
    act: str,
    now: datetime | None,
    told: Sequence[str] | None = None,
) -> None:
    """The entry of the journal of changes, with every difference; a first import has too many to be told."""
    if told is None:
        told = differences(before, after) if before is not None else []
    if before is not None:
        note_texts(database, before, after, by, now or datetime.now(UTC))
    note(database, by, act, told, at=now)
    forget_departed(database, before, after)


def one_writer_at_a_time(database: Database) -> None:
    """Two who save together do it one after the other. SQLite's transactions that write are so already."""
    if not is_sqlite(database):
        database.execute_sql("LOCK TABLE settings IN EXCLUSIVE MODE")


def touch_settings(database: Database) -> None:
    """A new number for the same settings: what is said with them has changed. Within `writing`."""
    SettingsRow.update(number=SettingsRow.number + 1).where(SettingsRow.number == newest_number(database)).execute(
        database
    )


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
