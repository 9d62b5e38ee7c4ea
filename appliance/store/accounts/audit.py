"""The journal of changes: who, when, what, before and after. Written in the transaction of the change itself."""

from __future__ import annotations

import os
import pwd
import secrets
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from peewee import Database

from appliance.folding import in_one_line
from appliance.store.accounts.tables import AuditRow
from appliance.store.database import reading, writing

Record = dict[str, Any]
NOTHING = "rien"
SIGNED_IN = " : connexion"
ONE_S_OWN = (SIGNED_IN, " : mot de passe changé", " : second facteur mis en place")  # at one's own account
AGAIN = UNDONE, REDONE = ("Annulé : ", "Rétabli : ")  # how an act begins that undoes another, or does it again


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
    since: datetime | None = None,
    before: datetime | None = None,
    after: tuple[datetime, str] | None = None,
    who: str | None = None,
    acts: Collection[str] = (),
    about: Collection[str] = (),
    besides: Collection[str] = (),
    sign_ins: bool = True,
) -> list[Record]:
    """Entries, the latest first, from `since` on and older than `before`; `acts`: these alone. Raises StoreError.

    `after`: the moment and the name of the last one that was shown.
    `about`, `besides`: how the acts begin that are wanted, and those that are not, undone ones with them.
    `sign_ins`: those too of whoever signed in or looks after their own account, which changes nothing for others.
    """
    query = AuditRow.select().order_by(AuditRow.at.desc(), AuditRow.id.desc())
    if since is not None:
        query = query.where(AuditRow.at >= since)
    if before is not None:
        query = query.where(AuditRow.at < before)
    if after is not None:
        moment, entry = after
        query = query.where((AuditRow.at < moment) | ((AuditRow.at == moment) & (AuditRow.id < entry)))
    if who:
        query = query.where(AuditRow.who == who)
    if not sign_ins:
        query = query.where(~reduce(or_, (AuditRow.act.endswith(own) for own in ONE_S_OWN)))
    if acts:
        query = query.where(AuditRow.act.in_(list(acts)))
    if about:
        query = query.where(_beginning(about))
    if besides:
        query = query.where(~_beginning(besides))
    with reading(database):
        rows = list(query.limit(limit).dicts().execute(database))
    return [{**row, "changes": row["changes"].splitlines()} for row in rows]


def list_authors(database: Database) -> list[str]:
    """Whoever changed something that is still told, by name. Raises StoreError."""
    query = AuditRow.select(AuditRow.who).distinct().order_by(AuditRow.who)
    with reading(database):
        return [who for (who,) in query.tuples().execute(database)]


def _beginning(words: Collection[str]) -> Any:
    """The acts that begin so, and those that undo or do again one of them."""
    return reduce(or_, (AuditRow.act.startswith(again + one) for again in ("", *AGAIN) for one in words))


def at_the_keyboard() -> str:
    """Who runs a command of this machine: « console (root) »."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in a container
        name = str(os.getuid())
    return f"console ({name})"
