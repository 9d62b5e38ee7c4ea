"""The way back to a release that a migration has left behind: what the migration took away comes back from a copy.

The copy (`plain_copy.py`) is kept before the upgrade. Of it, only the tables that are gone come back, as the last
migration before would have them: calls, messages, accounts, statements stay those of today, and what the newer release
holds stays beside, so that whoever still runs it goes on. Upgraded again, the database applies that migration again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peewee import Database

from appliance.believed import Believed
from appliance.company.model import Company
from appliance.store import migrations
from appliance.store.database import is_sqlite, opened, reading, writing
from appliance.store.errors import StoreError
from appliance.store.migrations.m0017_codes import clear_codes, codes_in_clear
from appliance.store.migrations.m0019_documents import ACT
from appliance.store.migrations.settings_tables import RevisionRow
from appliance.store.settings.tables import SettingsRow
from appliance.store.upkeep.plain_copy import columns_of, copy_whole, put_rows, rows_of

KEPT = "before-{number}.db"  # the migration that takes away
SETTINGS = "settings-{moment}.yml"  # those of the newer release, for whoever goes back from it
AGE = timedelta(days=30)  # of a copy
HASHED = 17  # the migration since which no code is in clear
NO_WAY = (
    "La version {name} ne sait pas ouvrir la base de données de celle-ci : elle ne répondrait à personne{why}. "
    "Restaurez plutôt la sauvegarde faite avant la mise à jour."
)
NO_COPY = ", et la copie faite avant la mise à jour n'est pas dans {folder}"


@dataclass(frozen=True)
class Change:
    """One change of the settings that a return would leave aside."""

    at: datetime
    who: str
    act: str


def keep_copy(database: Database, folder: Path) -> Path | None:
    """A copy of a database that is not upgraded yet, if the upgrade takes something away. StoreError, OSError."""
    with reading(database):
        wanted, had = migrations.takes_away(database, migrations.NEWEST), migrations.version(database)
    if not wanted:
        return None
    target = folder / KEPT.format(number=wanted)
    copy_whole(database, target, min(had, wanted - 1))
    return target


def forget_copies(folder: Path, now: Believed | None) -> list[Path]:
    """Delete the copies that are too old, and the settings left aside, and return them. OSError.

    They hold what the database held. None goes on a clock in doubt.
    """
    if now is None:
        return []
    found = (*folder.glob(KEPT.format(number="*")), *folder.glob(SETTINGS.format(moment="*")))
    made = {path: datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in found}
    old = sorted(path for path, moment in made.items() if moment < now - AGE)
    for path in old:
        path.unlink()
    return old


def go_back(database: Database, copy: Database, newest: int, name: str) -> None:
    """Make the database what the release of that name, which knows so many migrations, opens and reads. StoreError.

    In one transaction, and again as often as one likes: nothing is done where it opens it already.
    """
    with reading(copy), writing(database):
        if migrations.needed(database) <= newest:
            return
        if is_sqlite(database):
            database.execute_sql("PRAGMA defer_foreign_keys = ON")
        there = set(database.get_tables())
        refuse_less(copy, database, there, name)
        for table, schema in schemas(copy):
            if table not in there:
                database.execute_sql(schema)
                put_rows(database, table, *rows_of(copy, table, columns_of(copy, table)))
        migrations.go_back_on(database, newest)


def changed_since(database: Database, copy: Database) -> list[Change]:
    """The changes of the settings that the copy does not have, the oldest first. StoreError."""
    with reading(copy):
        saved = RevisionRow.select(RevisionRow.saved_at).scalar(copy)
    with reading(database):
        rows = SettingsRow.select(SettingsRow.at, SettingsRow.who, SettingsRow.act).order_by(SettingsRow.number)
        changes = [Change(*row) for row in rows.tuples().execute(database)]
    taken = max((place for place, one in enumerate(changes) if one.act == ACT), default=-1)
    if taken >= 0 and changes[taken].at != saved:  # somebody saved between the copy and the upgrade
        taken -= 1
    return changes[taken + 1 :]


def with_codes_of(copy: Database, company: Company) -> Company:
    """The company as a file for that release says it: its codes are in clear there, or hashed here too."""
    with reading(copy):
        codes = clear_codes(copy)
    if not codes:
        return company
    return replace(company, agents={name: replace(one, pin=codes.get(name)) for name, one in company.agents.items()})


@contextmanager
def copied(folder: Path, newest: int, name: str) -> Iterator[Database]:
    """A draft of the copy, upgraded as far as the last migration before the one that took away.

    StoreError where there is none, and so no way back to the release of that name, which knows so many migrations.
    """
    gone = migrations.first_gone(newest)
    path = folder / KEPT.format(number=gone)
    if not path.exists():
        raise StoreError(NO_WAY.format(name=name, why=NO_COPY.format(folder=folder)))
    draft = path.with_name(f".{path.name}.draft")
    try:
        shutil.copyfile(path, draft)
        draft.chmod(0o600)
        with opened(f"sqlite:///{draft}", upgrade=False) as copy:
            with writing(copy):
                codes = clear_codes(copy) if newest < HASHED else {}
                migrations.upgrade(copy, to=gone - 1)
                codes_in_clear(copy, codes)
            yield copy
    finally:
        for left in folder.glob(f"{draft.name}*"):
            left.unlink()


def schemas(copy: Database) -> list[tuple[str, str]]:
    """Each table and how it is made, in an order in which each refers to earlier ones; PostgreSQL reads it too."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    return [(str(name), str(schema)) for name, schema in copy.execute_sql(query).fetchall()]


def refuse_less(copy: Database, database: Database, there: set[str], name: str) -> None:
    """StoreError where a later migration took a column out of a table that stays: nothing here puts it back."""
    for table in there & set(copy.get_tables()):
        if lacking := set(columns_of(copy, table)) - set(columns_of(database, table)):
            raise StoreError(NO_WAY.format(name=name, why=f" ({table} : {', '.join(sorted(lacking))})"))
