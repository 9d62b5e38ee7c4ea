"""Sign-ins: the browsers that have shown a password, listed and closed. Two ends: silence, and age."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import Database

from appliance.store.accounts.accounts import Account, account_of
from appliance.store.accounts.tables import AccountRow, SignInRow
from appliance.store.database import reading, writing
from appliance.store.errors import StoreUnavailable
from appliance.store.secrets import new_secret, secret_hash

SILENCE = timedelta(hours=12)  # a shift's length: then the password is asked again
AGE = timedelta(days=14)
NOTED_EVERY = timedelta(minutes=1)  # `seen_at` is not written at each page
BROWSER = 200  # letters of what a browser says of itself that are kept

Record = dict[str, Any]


@dataclass(frozen=True)
class SignIn:
    """A live sign-in and its account. `key`: names it on the pages, and opens nothing."""

    key: str
    account: Account


def open_sign_in(database: Database, account: Account, *, address: str, browser: str, now: datetime) -> str:
    """A new sign-in; the secret that the cookie will carry. Raises StoreError."""
    secret = new_secret()
    write_sign_in(database, facts_of(secret, account, address=address, browser=browser, now=now))
    return secret


def facts_of(secret: str, account: Account, *, address: str, browser: str, now: datetime) -> Record:
    """A sign-in as it is kept."""
    return {
        "secret_hash": secret_hash(secret),
        "account_id": account.id,
        "began_at": now,
        "seen_at": now,
        "address": address,
        "browser": browser[:BROWSER],
    }


def write_sign_in(database: Database, facts: Record) -> None:
    """Raises StoreError."""
    with writing(database):
        SignInRow.insert(facts).on_conflict_ignore().execute(database)


def sign_in_behind(database: Database, secret: str, now: datetime) -> SignIn | None:
    """The sign-in of a cookie, if it lives and its account is open; it has then been seen now, if that can be written.

    Raises StoreError.
    """
    key = secret_hash(secret)
    with reading(database):
        row = SignInRow.select().where(SignInRow.secret_hash == key, _alive(now)).dicts().first(database)
        found = AccountRow.select().where(AccountRow.id == row["account_id"]).dicts().first(database) if row else None
    if row is None or found is None or found["closed_at"] is not None:
        return None
    if now - row["seen_at"] > NOTED_EVERY:
        with suppress(StoreUnavailable), writing(database):  # a page is read on a full disk too
            SignInRow.update(seen_at=now).where(SignInRow.secret_hash == key).execute(database)
    return SignIn(key, account_of(found))


def list_sign_ins(database: Database, account: str, now: datetime) -> list[Record]:
    """Those of an account that live, the last seen first. Raises StoreError."""
    query = SignInRow.select().where(SignInRow.account_id == account, _alive(now)).order_by(SignInRow.seen_at.desc())
    with reading(database):
        return list(query.dicts().execute(database))


def close_sign_in(database: Database, account: str, key: str, now: datetime) -> bool:
    """End one of an account's own; whether it lived. Raises StoreError."""
    mine = (SignInRow.account_id == account) & (SignInRow.secret_hash == key) & SignInRow.closed_at.is_null()
    with writing(database):
        return bool(SignInRow.update(closed_at=now).where(mine).execute(database))


def close_others(database: Database, account: str, key: str, now: datetime) -> None:
    """End all of an account's but this one. Raises StoreError."""
    others = (SignInRow.account_id == account) & (SignInRow.secret_hash != key) & SignInRow.closed_at.is_null()
    with writing(database):
        SignInRow.update(closed_at=now).where(others).execute(database)


def known_address(database: Database, account: str, address: str) -> bool:
    """Whether this account was ever signed in from there. Raises StoreError."""
    with reading(database):
        return bool(
            SignInRow.select().where(SignInRow.account_id == account, SignInRow.address == address).exists(database)
        )


def _alive(now: datetime) -> Any:
    return (SignInRow.closed_at.is_null()) & (SignInRow.seen_at > now - SILENCE) & (SignInRow.began_at > now - AGE)
