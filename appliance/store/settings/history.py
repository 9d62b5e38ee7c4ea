"""The revisions of the settings, to be looked at and gone back to: who, when, what, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from peewee import Database

from appliance.company.document import document_of
from appliance.company.model import Company
from appliance.store.company_file.differences import Difference, whole_differences
from appliance.store.database import reading
from appliance.store.settings.revisions import in_force
from appliance.store.settings.tables import SettingsRow

TOO_NEW = "Une version plus récente d'Astreinte a écrit ces réglages : celle-ci ne les comprend pas en entier."
NOT_READ = "Cette version d'Astreinte ne comprend pas ces réglages."


@dataclass(frozen=True)
class Revision:
    """Settings that were saved, and are in force until the next ones. `at`: aware."""

    number: int
    at: datetime
    who: str
    act: str


@dataclass(frozen=True)
class Content:
    """What a revision said; None where this release cannot tell, and `why`, in a sentence."""

    company: Company | None
    why: str = ""


def list_revisions(database: Database, *, limit: int, before: int | None = None) -> list[Revision]:
    """Those that are kept, the newest first; `before`: of a lower number. Raises StoreError."""
    query = SettingsRow.select(*_FACTS).order_by(SettingsRow.number.desc())
    if before is not None:
        query = query.where(SettingsRow.number < before)
    with reading(database):
        return [Revision(*row) for row in query.limit(limit).tuples().execute(database)]


def revision_numbered(database: Database, number: int) -> Revision | None:
    """One that is kept, or None. Raises StoreError."""
    with reading(database):
        row = SettingsRow.select(*_FACTS).where(SettingsRow.number == number).tuples().first(database)
    return Revision(*row) if row else None


def revision_before(database: Database, number: int) -> Revision | None:
    """The one that it replaced, where that is still kept. Raises StoreError."""
    return next(iter(list_revisions(database, limit=1, before=number)), None)


def content_of(database: Database, number: int) -> Content:
    """What a revision that is kept said. Raises StoreError."""
    with reading(database):
        row = SettingsRow.select(SettingsRow.document).where(SettingsRow.number == number).tuples().first(database)
    try:
        found = document_of(row[0]) if row else None
    except ValueError:
        return Content(None, NOT_READ)
    if found is None:
        return Content(None, "Ces réglages ne sont plus gardés.")
    return Content(None, TOO_NEW) if found.newer else Content(found.company)


def digest_kept(database: Database, number: int) -> str | None:
    """The digest of what a revision says now: somebody may be taken out of it. None: it is not kept. StoreError."""
    with reading(database):
        row = SettingsRow.select(SettingsRow.digest).where(SettingsRow.number == number).tuples().first(database)
    return row[0] if row else None


def content_seen(database: Database, number: int) -> Content:
    """What the revision of that number said when it was in force. Raises StoreError.

    It bears a later number where a recording came with the same settings; those that are older than all are not kept.
    """
    with reading(database):
        oldest = SettingsRow.select(SettingsRow.number).where(SettingsRow.number <= number).tuples().first(database)
        query = SettingsRow.select(SettingsRow.number).where(SettingsRow.number >= number)
        row = query.order_by(SettingsRow.number).tuples().first(database) if oldest else None
        return content_of(database, row[0] if row else number)


def compared(before: Content, after: Content) -> list[Difference] | None:
    """What differs; None where one of them cannot be read."""
    if before.company is None or after.company is None:
        return None
    return whole_differences(before.company, after.company)


def number_of(database: Database, company: Company) -> int | None:
    """The revision in force, if these are its settings. Raises StoreError."""
    with reading(database):
        number, there = in_force(database)
    return number if there == company else None


def left_since(database: Database, number: int) -> frozenset[str]:
    """The agents of a revision who left the company since, one who came later under the same identifier included."""
    query = SettingsRow.select(SettingsRow.document).where(SettingsRow.number >= number).order_by(SettingsRow.number)
    with reading(database):
        texts = [text for (text,) in query.tuples().execute(database)]
    there = [people for text in texts if (people := _people_of(text)) is not None]
    return there[0].difference(frozenset.intersection(*there)) if there else frozenset()


def _people_of(text: str) -> frozenset[str] | None:
    """The agents of a document; None of one that this release does not understand."""
    try:
        return frozenset(_AGENTS.decode(text).company.agents)
    except msgspec.MsgspecError:
        return None


_FACTS = (SettingsRow.number, SettingsRow.at, SettingsRow.who, SettingsRow.act)


class _People(msgspec.Struct):
    agents: dict[str, msgspec.Raw]


class _Peopled(msgspec.Struct):
    """A document, less all that is not asked."""

    company: _People


_AGENTS = msgspec.json.Decoder(_Peopled)
