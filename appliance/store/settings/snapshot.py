"""The company's settings, saved and read as a whole: a call takes one snapshot when it starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from peewee import Database

from appliance.company.model import Company
from appliance.store.accounts.audit import at_the_keyboard, note
from appliance.store.codes import with_kept_codes
from appliance.store.company_file.differences import differences
from appliance.store.database import is_sqlite, reading, writing
from appliance.store.errors import Overtaken, StoreError, StoreUnavailable
from appliance.store.keeping_past import with_past
from appliance.store.settings.revisions import in_force, newest_document, newest_number, write_revision
from appliance.store.settings.tables import SettingsRow
from appliance.store.settings.versions import note_texts
from appliance.store.upkeep.clock_doubt import believed
from appliance.store.upkeep.departures import forget_departed, forget_in_replaced

FIRST, IMPORTED = "Entreprise enregistrée", "Entreprise importée"
TRIES = 3  # of a change that others overtake, before they are made to wait


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
        kept = with_kept_codes(in_force(database)[1], company)
        return write_revision(database, kept, now or datetime.now(UTC), at_the_keyboard(), FIRST)


def replace_company(
    database: Database,
    company: Company,
    *,
    now: datetime | None = None,
    by: str | None = None,
    judge: Judge | None = None,
    seen: int | None = None,
) -> Company | None:
    """Make these the settings and return the former ones; the same: nothing is written.

    `by`: for the journal of changes; the account of the system where left out. `seen`: the revision in whose place
    they are put; Overtaken where another has come. Raises StoreError, and whatever `judge` raises; nothing is then
    written.
    """
    return _change(database, lambda _: company, Entry(by, IMPORTED, now), judge, seen)[0]


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
    """Change the settings, with no other writer in between; the settings before and after.

    `change` is given the settings as they are and returns what they shall be (the same: nothing is written). It is
    asked again, and `judge` too, where somebody else has changed them meanwhile. What either raises is raised again,
    nothing written. StoreError, also when no company is saved yet. `by`, `act` and `told`: for the journal of changes;
    the account of the system where `by` is left out, the differences where `told` is.
    """

    def of_some(before: Company | None) -> Company:
        if before is None:
            raise StoreError("Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».")
        return change(before)

    before, after = _change(database, of_some, Entry(by, act, now, told), judge)
    assert before is not None  # noqa: S101
    return before, after


@dataclass(frozen=True)
class Entry:
    """What the journal of changes is to say. `told` None: the differences."""

    by: str | None
    act: str
    now: datetime | None
    told: Sequence[str] | None = None

    @property
    def who(self) -> str:
        return self.by or at_the_keyboard()

    @property
    def at(self) -> datetime:
        return self.now or datetime.now(UTC)


def _change(
    database: Database,
    change: Callable[[Company | None], Company],
    entry: Entry,
    judge: Judge | None,
    seen: int | None = None,
) -> tuple[Company | None, Company]:
    """Make a change, then take whoever it takes out of the company out of the settings of before."""
    before, after = _written(database, change, entry, judge, seen)
    if before != after:
        with suppress(StoreUnavailable):  # what is written is written: the nightly run finishes it
            forget_in_replaced(database, before, after)
    return before, after


def _written(
    database: Database,
    change: Callable[[Company | None], Company],
    entry: Entry,
    judge: Judge | None,
    seen: int | None,
) -> tuple[Company | None, Company]:
    """Work a change out while others write, and write it if the settings are still those that it was made of.

    In the transaction of a caller that has one, and where others change the settings again and again, all of it is
    done while they wait.
    """
    for _ in range(0 if database.in_transaction() else TRIES):
        with reading(database):
            number, before = in_force(database)
        _same(number, seen)
        after, told = _worked_out(database, before, change, entry, judge)
        if after == before:
            return before, after
        with writing(database):
            one_writer_at_a_time(database)
            if newest_number(database) == number:
                _write(database, before, after, told, entry)
                return before, after
    with writing(database):
        one_writer_at_a_time(database)
        number, before = in_force(database)
        _same(number, seen)
        after, told = _worked_out(database, before, change, entry, judge)
        if after != before:
            _write(database, before, after, told, entry)
        return before, after


def _same(number: int, seen: int | None) -> None:
    if seen is not None and number != seen:
        raise Overtaken


def _worked_out(
    database: Database,
    before: Company | None,
    change: Callable[[Company | None], Company],
    entry: Entry,
    judge: Judge | None,
) -> tuple[Company, Sequence[str]]:
    """What the settings shall be, judged, and what is told of it; a first import has too many differences."""
    after = with_kept_codes(before, change(before))
    if after == before:
        return after, ()
    if judge is not None:
        judge(before, after)
        after = with_past(before, after, judge.now, believed(database, entry.at))
    if entry.told is not None:
        return after, entry.told
    return after, differences(before, after) if before is not None else ()


def _write(database: Database, before: Company | None, after: Company, told: Sequence[str], entry: Entry) -> None:
    """The settings, and their entry of the journal of changes. Within `writing`."""
    write_revision(database, after, entry.at, entry.who, entry.act)
    if before is not None:
        note_texts(database, before, after, entry.who, entry.at)
    note(database, entry.who, entry.act, told, at=entry.now)
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
