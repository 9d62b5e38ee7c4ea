"""Signing in while the database can be read and not written, its disk full or its file system read-only.

What is to be written stays in this process, counts as if it were, and is written as soon as it can be.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from peewee import Database

from appliance.store import second_factors
from appliance.store.accounts import accounts, audit, sign_ins
from appliance.store.accounts.accounts import Account, find_account
from appliance.store.accounts.sign_ins import SignIn
from appliance.store.database import writing
from appliance.store.errors import StoreError, StoreUnavailable
from appliance.store.secrets import new_secret, secret_hash
from appliance.store.unwritten import Unwritten

AGAIN = timedelta(seconds=5)  # between two tries to write what waits

Done = TypeVar("Done")
Record = dict[str, Any]
log = logging.getLogger(__name__)


@dataclass
class SignIns:
    """The sign-ins of a site. `since`: from when on something waits to be written; None when all is.

    Raises StoreError for what cannot be read.
    """

    database: Database
    since: datetime | None = None
    _tried: datetime | None = None
    _waits: Unwritten = field(default_factory=Unwritten)

    def open(self, account: Account, *, address: str, browser: str, now: datetime) -> str:
        """A new sign-in; the secret that the cookie will carry."""
        secret = new_secret()
        row = sign_ins.facts_of(secret, account, address=address, browser=browser, now=now)
        self._written(
            lambda: sign_ins.write_sign_in(self.database, row), lambda: self._waits.keep_sign_in(account, row), now
        )
        return secret

    def behind(self, secret: str, now: datetime) -> SignIn | None:
        """The sign-in of a cookie, if it lives and its account is open; it has then been seen now."""
        self.write_what_waits(now)
        key = secret_hash(secret)
        if key in self._waits.closed:
            return None
        if key not in self._waits.opened:
            return sign_ins.sign_in_behind(self.database, secret, now)
        before, row = self._waits.opened[key]
        account = still_the_same(self.database, before)
        if account is None or now - row["seen_at"] > sign_ins.SILENCE or now - row["began_at"] > sign_ins.AGE:
            self._waits.opened.pop(key, None)
            return None
        row["seen_at"] = now
        return SignIn(key, account)

    def close(self, account: str, key: str, now: datetime) -> None:
        """End one of an account's own."""
        self._waits.opened.pop(key, None)

        def keep() -> None:
            self._waits.closed[key] = account, now

        self._written(lambda: sign_ins.close_sign_in(self.database, account, key, now), keep, now)

    def close_others(self, account: str, key: str, now: datetime) -> None:
        """End all of an account's but this one."""
        others = [one["secret_hash"] for one in self.listed(account, now) if one["secret_hash"] != key]

        def keep() -> None:
            self._waits.closed |= {other: (account, now) for other in others}

        self._written(lambda: sign_ins.close_others(self.database, account, key, now), keep, now)
        for other in others:
            self._waits.opened.pop(other, None)

    def listed(self, account: str, now: datetime) -> list[Record]:
        """Those of an account that live, the last seen first."""
        kept = [row for owner, row in list(self._waits.opened.values()) if owner.id == account]
        found = [*kept, *sign_ins.list_sign_ins(self.database, account, now)]
        found = [one for one in found if one["secret_hash"] not in self._waits.closed]
        return sorted(found, key=lambda one: one["seen_at"], reverse=True)

    def known_address(self, account: str, address: str) -> bool:
        """Whether this account was ever signed in from there."""
        kept = list(self._waits.opened.values())
        here = any(owner.id == account and row["address"] == address for owner, row in kept)
        return here or sign_ins.known_address(self.database, account, address)

    def use_up_first_password(self, account: Account, *, now: datetime) -> bool:
        """It opens a sign-in and no second one; whether it was still good."""
        if account.id in self._waits.used:
            return False

        def keep() -> bool:
            self._waits.used[account.id] = now
            return account.one_time_until is not None and account.one_time_until > now

        return self._written(lambda: accounts.use_up_first_password(self.database, account, now=now), keep, now)

    def code_is_right(self, keys: Path, account: Account, code: str, now: datetime) -> bool:
        """Whether this is the code of now, of 30 s ago or of 30 s ahead, never used before. May run in a thread."""
        step = second_factors.step_of(keys, account, code, now)
        if step is None or step <= self._waits.steps.get(account.id, 0):
            return False

        def keep() -> bool:
            fresh = step > second_factors.last_step(self.database, account)
            if fresh:
                self._waits.steps[account.id] = step
            return fresh

        return self._written(lambda: second_factors.use_step(self.database, account, step), keep, now)

    def note(self, who: str, act: str, now: datetime) -> None:
        """An entry of the journal of changes."""
        self._written(
            lambda: audit.note(self.database, who, act, at=now), lambda: self._waits.keep_note(who, act, now), now
        )

    def refused_since(self, now: datetime) -> datetime | None:
        """From when on the database takes nothing; None where another program was writing for an instant."""
        return self.since if self.since is not None and now - self.since >= AGAIN else None

    def write_what_waits(self, now: datetime) -> None:
        """Put into the database what it could not take: kept where it still cannot be, dropped where it never will."""
        if self.since is None or (self._tried is not None and abs(now - self._tried) < AGAIN):
            return
        self._tried = now
        try:
            with writing(self.database):
                taken = self._waits.write(self.database, still_the_same)
        except StoreUnavailable:
            return
        except StoreError as error:
            log.error("what sign-ins had to write since %s is dropped: %s", self.since.isoformat(), error)
            taken = self._waits
        self._waits.less(taken)
        log.info("nothing of the sign-ins since %s waits any more", self.since.isoformat())
        self.since = self._tried = None

    def _written(self, write: Callable[[], Done], keep: Callable[[], Done], now: datetime) -> Done:
        """Write it; where the database cannot be written, keep it."""
        try:
            return write()
        except StoreUnavailable as error:
            done = keep()
            if self.since is None:
                log.warning("sign-ins are kept in memory: %s", error)
                self.since = self._tried = now
            return done


def still_the_same(database: Database, before: Account) -> Account | None:
    """The account as it is now; None once it is closed, or has another password."""
    now = find_account(database, before.name)
    if now is None or now.id != before.id or not now.open or now.password_hash != before.password_hash:
        return None
    return now
