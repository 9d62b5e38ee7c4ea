"""The company's settings, saved and read as a whole: a call takes one snapshot when it starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec
from peewee import Database

from appliance.company.model import Company
from appliance.store.accounts.audit import at_the_keyboard, note
from appliance.store.codes import with_kept_codes
from appliance.store.company_file.differences import differences
from appliance.store.database import is_sqlite, reading, where, writing
from appliance.store.errors import StoreError
from appliance.store.fields import Row
from appliance.store.keeping_past import with_past
from appliance.store.settings.from_rows import Tables, company_of
from appliance.store.settings.tables import SETTINGS, RevisionRow
from appliance.store.settings.to_rows import rows_of
from appliance.store.settings.versions import note_texts
from appliance.store.upkeep.clock_doubt import believed
from appliance.store.upkeep.departures import forget_departed

UNREADABLE = (
    "{where} : cette version ne comprend pas les réglages qui y sont ({error}). Une version plus récente les a-t-elle "
    "écrits ? Remettez-la, ou remettez en place la dernière sauvegarde."
)
CHUNK = 200  # rows an INSERT, far below the limits of both databases
REPEATABLE_READ = 3  # as peewee numbers it


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
        kept = with_kept_codes(read_all(database), company)
        return _replace_all(database, kept, now or datetime.now(UTC))


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
        before = read_all(database)
        company = with_kept_codes(before, company)
        if company != before:
            if judge is not None:
                judge(before, company)
                company = _with_past(database, before, company, judge.now, now)
            _replace_all(database, company, now or datetime.now(UTC))
            _note(database, before, company, by or at_the_keyboard(), "Entreprise importée", now)
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
        before = read_all(database)
        if before is None:
            raise StoreError("Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».")
        after = with_kept_codes(before, change(before))
        if after != before:
            if judge is not None:
                judge(before, after)
                after = _with_past(database, before, after, judge.now, now)
            _replace_all(database, after, now or datetime.now(UTC))
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
        database.execute_sql("LOCK TABLE revisions IN EXCLUSIVE MODE")


def touch_settings(database: Database, now: datetime) -> None:
    """A new revision for the same settings: what is said with them has changed. Within `writing`."""
    _next_revision(database, now)


def _replace_all(database: Database, company: Company, now: datetime) -> int:
    rows: dict[type[Row], list[dict[str, Any]]] = defaultdict(list)
    for kind, row in rows_of(company):
        rows[kind].append(row)
    for kind in reversed(SETTINGS):
        kind.delete().execute(database)
    for kind in SETTINGS:
        for start in range(0, len(rows[kind]), CHUNK):
            kind.insert_many(rows[kind][start : start + CHUNK]).execute(database)
    return _next_revision(database, now)


def load_company(database: Database) -> Company | None:
    """The settings as last saved, or None when there are none yet. Raises StoreError."""
    isolation = () if is_sqlite(database) else (REPEATABLE_READ,)
    with reading(database), database.atomic(*isolation):
        return read_all(database)


def read_all(database: Database) -> Company | None:
    """The settings, within a transaction of the caller. StoreError where they are not such as a release writes."""
    try:
        return company_of(Tables({kind: _all(database, kind) for kind in SETTINGS}))
    except (AttributeError, LookupError, TypeError, ValueError, msgspec.MsgspecError) as error:
        raise StoreError(UNREADABLE.format(where=where(database), error=error)) from error


def revision(database: Database) -> int:
    """How many times the settings have been saved: cheap, to be asked again and again. Raises StoreError."""
    with reading(database):
        return _revision(database)


def saved_at(database: Database) -> datetime | None:
    """When the settings were last saved (UTC), or None. Raises StoreError."""
    with reading(database):
        row = RevisionRow.select(RevisionRow.saved_at).tuples().first(database)
        return row[0] if row else None


def _all(database: Database, kind: type[Row]) -> Sequence[dict[str, Any]]:
    query = kind.select()
    position = kind._meta.fields.get("position")
    return list((query.order_by(position) if position else query).dicts().execute(database))


def _revision(database: Database) -> int:
    row = RevisionRow.select(RevisionRow.revision).tuples().first(database)
    return int(row[0]) if row else 0


def _next_revision(database: Database, now: datetime) -> int:
    number = _revision(database) + 1
    RevisionRow.delete().execute(database)
    RevisionRow.insert(id=1, revision=number, saved_at=now).execute(database)
    return number
