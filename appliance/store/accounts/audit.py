"""The journal of changes: who, when, what, before and after. Written in the transaction of the change itself."""

from __future__ import annotations

import os
import pwd
import secrets
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from peewee import Database

from appliance.folding import in_one_line
from appliance.store.accounts.tables import AuditRow
from appliance.store.database import reading, writing

Record = dict[str, Any]
NOTHING = "rien"
SIGNED_IN = " : connexion"


def note(database: Database, who: str, act: str, changes: Sequence[str] = (), *, at: datetime | None = None) -> None:
    """Add an entry, a line a change. Within `writing`, it is written with the change or not at all. StoreError."""
    with writing(database):
        AuditRow.insert(
            id=f"{time.time_ns():020}-{secrets.token_hex(2)}",  # in the order of writing
            at=at or datetime.now(UTC),
            who=who,
            act=act,
            changes="\n".join(map(in_one_line, changes)),
        ).execute(database)


def changed(label: str, before: str | None, after: str | None) -> str:
    """« Rôle : lecture → responsable »."""
    return f"{label} : {before or NOTHING} → {after or NOTHING}"


def list_audit(
    database: Database,
    *,
    limit: int,
    before: datetime | None = None,
    who: str | None = None,
    acts: Collection[str] = (),
    sign_ins: bool = True,
) -> list[Record]:
    """Entries, the latest first; `before`: older than this moment; `acts`: these alone. Raises StoreError.

    `sign_ins`: those too of whoever signed in, which changes nothing.
    """
    query = AuditRow.select().order_by(AuditRow.at.desc(), AuditRow.id.desc())
    if before is not None:
        query = query.where(AuditRow.at < before)
    if who:
        query = query.where(AuditRow.who == who)
    if not sign_ins:
        query = query.where(~AuditRow.act.endswith(SIGNED_IN))
    if acts:
        query = query.where(AuditRow.act.in_(list(acts)))
    with reading(database):
        rows = list(query.limit(limit).dicts().execute(database))
    return [{**row, "changes": row["changes"].splitlines()} for row in rows]


def at_the_keyboard() -> str:
    """Who runs a command of this machine: « console (root) »."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in a container
        name = str(os.getuid())
    return f"console ({name})"
