"""Second factors: the secret that a person's telephone shares with the site, kept enciphered; and its codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyotp
from peewee import Database

from appliance.store.accounts.accounts import Account
from appliance.store.accounts.audit import note
from appliance.store.accounts.tables import AccountRow
from appliance.store.database import reading, wipe, writing
from appliance.store.factor_keys import Keys, Unreadable, key_named_in, read_keys, write_keys

STEP = 30  # seconds that a code lasts (RFC 6238)
WIPING = 2.0  # seconds


@dataclass(frozen=True)
class Tally:
    """Names of accounts. `sealed`: enciphered anew; `unreadable`: by a key that this machine does not have."""

    sealed: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def set_totp(
    database: Database, keys: Path, account: Account, secret: str | None, *, now: datetime, used_step: int = 0
) -> None:
    """Keep the secret of the second factor; None takes it away. StoreError.

    `keys`: the folder of their file. `used_step`: of the code that proved the secret, which is good no more.
    """
    with writing(database):
        kept = read_keys(keys).sealed(account.id, secret) if secret else None
        facts = {"totp_secret": kept, "totp_last": used_step}
        AccountRow.update(facts).where(AccountRow.id == account.id).execute(database)
        act = "second facteur mis en place" if secret else "second facteur retiré"
        note(database, account.name, f"Compte {account.name} : {act}", at=now)


def can_be_read(keys: Path, account: Account) -> bool:
    """Whether this machine has the key of the account's second factor. StoreError."""
    try:
        read_keys(keys).opened(account.id, account.totp_secret or "")
    except Unreadable:
        return False
    return True


def code_is_right(database: Database, keys: Path, account: Account, code: str, now: datetime) -> bool:
    """Whether this is the code of now, of 30 s ago or of 30 s ahead, never used before. StoreError."""
    step = step_of(keys, account, code, now)
    return step is not None and use_step(database, account, step)


def step_of(keys: Path, account: Account, code: str, now: datetime) -> int | None:
    """Which thirty seconds near now this is the account's code of, used or not. StoreError."""
    if account.totp_secret is None:
        return None
    return matching_step(read_keys(keys).opened(account.id, account.totp_secret), code, now)


def last_step(database: Database, account: Account) -> int:
    """The last thirty seconds whose code was used. StoreError."""
    with reading(database):
        row = AccountRow.select(AccountRow.totp_last).where(AccountRow.id == account.id).tuples().first(database)
    return int(row[0]) if row else 0


def use_step(database: Database, account: Account, step: int) -> bool:
    """The code of these thirty seconds is used; False when it was already, or a later one. StoreError."""
    unused = AccountRow.update(totp_last=step).where(AccountRow.id == account.id, AccountRow.totp_last < step)
    with writing(database):
        return bool(unused.execute(database))


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Which thirty seconds, counted from 1970, this is the code of; None if of none near enough."""
    digits = code.replace(" ", "")
    here = int(now.timestamp()) // STEP
    right = [step for step in (here, here - 1, here + 1) if pyotp.TOTP(secret).verify(digits, for_time=step * STEP)]
    return right[0] if right else None


def settle(database: Database, keys: Keys) -> Tally:
    """Encipher by the first key what is in clear, from a version of before, or by another of them. StoreError.

    What was in clear is wiped from the files of the database.
    """
    tally, was_clear = Tally(), False
    with writing(database):
        for account, name, kept in _kept(database):
            try:
                secret = keys.opened(account, kept)
            except Unreadable:
                tally.unreadable.append(name)
                continue
            if key_named_in(kept) != keys.first:
                was_clear = was_clear or key_named_in(kept) is None
                sealed = keys.sealed(account, secret)
                AccountRow.update(totp_secret=sealed).where(AccountRow.id == account).execute(database)
                tally.sealed.append(name)
    if was_clear:
        wipe(database, whole=False, seconds=WIPING)
    return tally


def rotate(database: Database, folder: Path, new: bytes) -> Tally:
    """Encipher all by a new key, and forget those of before. StoreError, OSError.

    Wherever it is cut short, the file has the keys of all that is enciphered: it is begun again. What no key of the
    machine opens stays as it is.
    """
    before = read_keys(folder)
    both = Keys((new, *before.keys))
    write_keys(folder, both)
    tally = settle(database, both)
    if not set(used_keys(database)) & {Keys((key,)).first for key in before.keys}:
        write_keys(folder, Keys((new,)))
    return tally


def used_keys(database: Database) -> dict[str, int]:
    """How many second factors each key enciphers, by its name; under the empty name, those in clear. StoreError."""
    with reading(database):
        return dict(Counter(key_named_in(kept) or "" for _, _, kept in _kept(database)))


def _kept(database: Database) -> list[tuple[str, str, str]]:
    columns = (AccountRow.id, AccountRow.name, AccountRow.totp_secret)
    rows = AccountRow.select(*columns).where(AccountRow.totp_secret.is_null(False)).order_by(AccountRow.name)
    return list(rows.tuples().execute(database))
