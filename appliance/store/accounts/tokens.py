"""The tokens of the JSON API: opened, listed, revoked, known again by their hash. Every change is in the journal."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import Database

from appliance.calls.text_lengths import TOKEN_NAME
from appliance.store.accounts.audit import changed, note
from appliance.store.accounts.tables import TokenRow
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError, StoreUnavailable
from appliance.store.secrets import new_secret, same_hash, secret_hash

PREFIX = "astreinte_"  # a token left in a file is then found by those who look for such things
NOTED_EVERY = timedelta(minutes=1)  # `used_at` is not written at each request


class Scope(StrEnum):
    """What a token may do: read, or change as well."""

    READ = "read"
    WRITE = "write"


SCOPES = {Scope.READ: "lecture", Scope.WRITE: "écriture"}


@dataclass(frozen=True)
class Token:
    """A program that may use the API. `numbers`: it is given the agents' numbers. `last_day`: local, included."""

    id: str
    name: str
    scope: Scope
    numbers: bool
    made_at: datetime
    made_by: str
    last_day: date | None
    used_at: datetime | None
    revoked_at: datetime | None

    @property
    def writes(self) -> bool:
        """Whether it may change anything."""
        return self.scope is Scope.WRITE

    @property
    def author(self) -> str:
        """How the journal of changes calls it."""
        return f"jeton « {self.name} »"

    def alive(self, today: date) -> bool:
        """Whether it may still be used on this local day."""
        return self.revoked_at is None and (self.last_day is None or today <= self.last_day)


def open_token(
    database: Database, name: str, scope: Scope, *, numbers: bool, last_day: date | None, by: str, now: datetime
) -> str:
    """A new token; its secret, which is told this once. StoreError, also for a name that is none or in use."""
    clean, secret = " ".join(name.split()), PREFIX + new_secret()
    if not clean or len(clean) > TOKEN_NAME or not clean.isprintable():
        raise StoreError(f"Donnez au jeton un nom de 1 à {TOKEN_NAME} lettres, par exemple « Supervision ».")
    with writing(database):
        if _named(database, clean):
            raise StoreError(f"Un jeton « {clean} » est déjà ouvert ; choisissez un autre nom, ou révoquez-le d'abord.")
        TokenRow.insert(
            id=uuid.uuid4().hex,
            secret_hash=secret_hash(secret),
            name=clean,
            scope=scope.value,
            numbers=numbers,
            made_at=now,
            made_by=by,
            last_day=last_day,
        ).execute(database)
        lines = [
            changed("Droit", None, SCOPES[scope]),
            changed("Numéros des intervenants", None, "lus" if numbers else "cachés"),
            changed("Dernier jour", None, f"{last_day:%d/%m/%Y}" if last_day else "sans fin"),
        ]
        note(database, by, f"Jeton d'accès {clean} : ouvert", lines, at=now)
    return secret


def revoke_token(database: Database, token: str, *, by: str, now: datetime) -> str | None:
    """Close it for good; its name, None if there was no such open token. Raises StoreError."""
    this = (TokenRow.id == token) & TokenRow.revoked_at.is_null()
    with writing(database):
        row = TokenRow.select().where(this).dicts().first(database)
        if row is None:
            return None
        TokenRow.update(revoked_at=now).where(this).execute(database)
        note(database, by, f"Jeton d'accès {row['name']} : révoqué", at=now)
    return str(row["name"])


def list_tokens(database: Database) -> list[Token]:
    """Those that were not revoked, by name. Raises StoreError."""
    query = TokenRow.select().where(TokenRow.revoked_at.is_null()).order_by(TokenRow.name)
    with reading(database):
        return [_token(row) for row in query.dicts().execute(database)]


def token_behind(database: Database, secret: str) -> Token | None:
    """The token of a secret, be it over or revoked; None for an unknown one. Raises StoreError."""
    hashed = secret_hash(secret)
    with reading(database):
        row = TokenRow.select().where(TokenRow.secret_hash == hashed).dicts().first(database)
    return _token(row) if row and same_hash(row["secret_hash"], hashed) else None


def note_use(database: Database, token: Token, now: datetime) -> None:
    """It was used now, if that can be written. Raises StoreError."""
    if token.used_at is None or now - token.used_at > NOTED_EVERY:
        with suppress(StoreUnavailable), writing(database):  # a program reads on a full disk too
            TokenRow.update(used_at=now).where(TokenRow.id == token.id).execute(database)


def _named(database: Database, name: str) -> bool:
    return bool(TokenRow.select().where(TokenRow.name == name, TokenRow.revoked_at.is_null()).exists(database))


def _token(row: dict[str, Any]) -> Token:
    return Token(
        row["id"],
        row["name"],
        Scope(row["scope"]),
        bool(row["numbers"]),
        row["made_at"],
        row["made_by"],
        row["last_day"],
        row["used_at"],
        row["revoked_at"],
    )
