"""Version 19: the settings are one document, a row a revision; the tables that held them are read once more, and go.

Codes that a release of before typed in clear, which was gone back to since version 17, are hashed first. Where that
release was gone back to since this version, its settings are one revision more: those of then stay, to be gone back to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from peewee import Database, fn

from appliance.company.document import digest_of, document_text
from appliance.store.migrations.m0017_codes import codes_hashed
from appliance.store.migrations.settings_rows import Tables, company_of
from appliance.store.migrations.settings_tables import SETTINGS, RevisionRow, Row
from appliance.store.settings.tables import SettingsRow

ACT = "Réglages repris de la version précédente"


def first_document(database: Database) -> None:
    """What the tables hold, with the number and the moment of their last change. Nothing where there is no company."""
    company = company_of(Tables({kind: _all(database, kind) for kind in SETTINGS}))
    last = RevisionRow.select(RevisionRow.revision, RevisionRow.saved_at).tuples().first(database)
    if company is not None:
        text = document_text(company)
        number, at = last or (1, datetime.now(UTC))
        ours = SettingsRow.select(fn.MAX(SettingsRow.number)).scalar(database) or 0
        facts = {"number": max(number, ours + 1), "at": at, "who": "", "act": ACT}
        SettingsRow.insert(facts | {"document": text, "digest": digest_of(text)}).execute(database)


def _all(database: Database, kind: type[Row]) -> list[dict[str, Any]]:
    query = kind.select()
    position = kind._meta.fields.get("position")
    return list((query.order_by(position) if position else query).dicts().execute(database))


TABLES: tuple[type[Row], ...] = (*reversed(SETTINGS), RevisionRow)
STATEMENTS: tuple[str | Callable[[Database], None], ...] = (
    """CREATE TABLE IF NOT EXISTS settings (
        number INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL,
        document TEXT NOT NULL, digest TEXT NOT NULL)""",
    codes_hashed,
    first_document,
    *(f"DROP TABLE {kind._meta.table_name}" for kind in TABLES),
)
