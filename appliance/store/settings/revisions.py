"""The revisions of the settings: one row each, the newest in force, the last ones kept to be gone back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from peewee import Database, Field, fn

from appliance.believed import Believed
from appliance.company.document import NEWER, Document, digest_of, document_of, document_text
from appliance.company.model import Company
from appliance.company.references import broken
from appliance.store.database import is_sqlite, where
from appliance.store.errors import StoreError, StoreRejected
from appliance.store.made_once import MadeOnce
from appliance.store.settings.tables import SettingsRow

UNREADABLE = (
    "{where} : cette version ne comprend pas les réglages qui y sont ({error}). Une version plus récente les a-t-elle "
    "écrits ? Remettez-la, ou remettez en place la dernière sauvegarde."
)
CONTRADICT = "Ces réglages se contredisent ({told}) ; rien n'est enregistré."
KEPT = timedelta(days=90)  # settings that were replaced
MOST = 200  # of them, however short the time
NEWEST = MadeOnce(lambda: _newest_first(SettingsRow.digest))
_DOCUMENT = MadeOnce(lambda: _newest_first(SettingsRow.document))
READ_LAST = lru_cache(maxsize=4)(document_of)  # nobody changes a company: another is made of it


@dataclass(frozen=True)
class Revision:
    """Settings as they are kept. `at`: since when (UTC); `document`: their text, whose digest `digest` is."""

    number: int
    at: datetime
    digest: str
    document: str

    @property
    def mark(self) -> tuple[int, str]:
        """What another revision has not, even one that somebody was taken out of under the same number."""
        return self.number, self.digest


def newest_revision(database: Database) -> Revision | None:
    """The settings in force, as they are kept. Within a connection."""
    query = SettingsRow.select(SettingsRow.number, SettingsRow.at, SettingsRow.digest, SettingsRow.document)
    row = query.order_by(SettingsRow.number.desc()).limit(1).tuples().first(database)
    return Revision(*row) if row else None


def newest_mark(database: Database) -> tuple[int, str] | None:
    """The mark of the settings in force: cheap, to be asked again and again. Within a connection."""
    row: tuple[int, str] | None = NEWEST.row(database)
    return row


def newest_number(database: Database) -> int:
    """The number of the settings in force; 0 when there are none. Within a connection."""
    row = SettingsRow.select(fn.MAX(SettingsRow.number)).tuples().first(database)
    return int(row[0] or 0) if row else 0


def newest_document(database: Database) -> Document | None:
    """The settings in force, within a connection. StoreError where this release does not understand them."""
    row = _newest(database)
    return understood(database, row[1]) if row else None


def numbered_document(database: Database, number: int) -> Document | None:
    """The settings of a revision that is kept, within a connection. StoreError as for `newest_document`."""
    text = SettingsRow.select(SettingsRow.document).where(SettingsRow.number == number).scalar(database)
    return understood(database, text) if text is not None else None


def in_force(database: Database) -> tuple[int, Company | None]:
    """The settings in force, to be replaced, and their number. Within a connection.

    StoreError where a newer release wrote them, which knows more of them than this one.
    """
    row = _newest(database)
    if row is None:
        return 0, None
    found = understood(database, row[1])
    if found.newer:
        raise StoreError(NEWER)
    return row[0], found.company


def _newest(database: Database) -> tuple[int, str] | None:
    row: tuple[int, str] | None = _DOCUMENT.row(database)
    return row


def _newest_first(what: Field) -> Any:
    return SettingsRow.select(SettingsRow.number, what).order_by(SettingsRow.number.desc()).limit(1)


def understood(database: Database, text: str) -> Document:
    """The document of a revision. StoreError where this release does not understand it."""
    try:
        return READ_LAST(text)
    except ValueError as error:
        raise StoreError(UNREADABLE.format(where=where(database), error=error)) from error


def write_revision(database: Database, company: Company, at: datetime, who: str, act: str) -> int:
    """Put these settings in force and return their number. Within `writing`. StoreRejected where they contradict."""
    if told := list(broken(company)):
        raise StoreRejected(CONTRADICT.format(told=" ; ".join(told)))
    number, text = newest_number(database) + 1, document_text(company)
    facts = {"number": number, "at": at, "who": who, "act": act}
    SettingsRow.insert(facts | {"document": text, "digest": digest_of(text)}).execute(database)
    SettingsRow.delete().where(SettingsRow.number <= number - MOST).execute(database)
    return number


def rewrite(database: Database, number: int, company: Company) -> None:
    """Of one revision, what it says: somebody is taken out of it. Within `writing`."""
    text = document_text(company)
    facts = {"document": text, "digest": digest_of(text)}
    SettingsRow.update(facts).where(SettingsRow.number == number).execute(database)


def forget_revisions(database: Database, now: Believed) -> None:
    """Settings replaced for longer than they are kept go; those in force stay, however old. Within `writing`."""
    then = SettingsRow.select(fn.MAX(SettingsRow.number)).where(SettingsRow.at < now - KEPT).scalar(database)
    if then is not None:  # in force at that moment, and replaced since: it stays
        SettingsRow.delete().where(SettingsRow.number < then).execute(database)


def touch_settings(database: Database) -> None:
    """A new number for the same settings: what is said with them has changed. Within `writing`."""
    SettingsRow.update(number=SettingsRow.number + 1).where(SettingsRow.number == newest_number(database)).execute(
        database
    )


def one_writer_at_a_time(database: Database) -> None:
    """Two who save together do it one after the other. SQLite's transactions that write are so already."""
    if not is_sqlite(database):
        database.execute_sql("LOCK TABLE settings IN EXCLUSIVE MODE")
