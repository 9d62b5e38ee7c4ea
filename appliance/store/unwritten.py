"""What sign-ins had to write, in memory until the database takes it. Bounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from peewee import Database

from appliance.store.accounts import audit, sign_ins
from appliance.store.accounts.accounts import Account
from appliance.store.accounts.tables import AccountRow

MOST = 1000  # of each kind
Record = dict[str, Any]
StillThere = Callable[[Database, Account], Account | None]


@dataclass
class Unwritten:
    """`opened`, `closed`: by the key of a sign-in. `steps`, `used`: by account, the last code, the first password."""

    opened: dict[str, tuple[Account, Record]] = field(default_factory=dict)
    closed: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    used: dict[str, datetime] = field(default_factory=dict)
    notes: list[tuple[str, str, datetime]] = field(default_factory=list)

    def keep_sign_in(self, account: Account, row: Record) -> None:
        """The oldest goes where there are too many: that browser signs in again."""
        if len(self.opened) >= MOST:
            self.opened.pop(next(iter(self.opened)))
        self.opened[row["secret_hash"]] = account, row

    def keep_note(self, who: str, act: str, at: datetime) -> None:
        """The first ones stay: they say how it began."""
        if len(self.notes) < MOST:
            self.notes.append((who, act, at))

    def write(self, database: Database, still_there: StillThere) -> Unwritten:
        """Write all of it and return it. Within `writing`. An account changed meanwhile has lost its sign-ins."""
        taken = Unwritten(dict(self.opened), dict(self.closed), dict(self.steps), dict(self.used), list(self.notes))
        for account, row in taken.opened.values():
            if still_there(database, account):
                sign_ins.write_sign_in(database, row)
        for key, (account_id, at) in taken.closed.items():
            sign_ins.close_sign_in(database, account_id, key, at.astimezone(UTC))
        for name, step in taken.steps.items():
            late = (AccountRow.id == name) & (AccountRow.totp_last < step)
            AccountRow.update(totp_last=step).where(late).execute(database)
        for name, at in taken.used.items():
            good = (AccountRow.id == name) & (AccountRow.one_time_until > at)
            AccountRow.update(one_time_until=at).where(good).execute(database)
        for who, act, at in taken.notes:
            audit.note(database, who, act, at=at)
        return taken

    def less(self, taken: Unwritten) -> None:
        """Take away what was written: something may have come meanwhile."""
        self.opened = {key: one for key, one in self.opened.items() if key not in taken.opened}
        self.closed = {key: one for key, one in self.closed.items() if key not in taken.closed}
        self.steps = {name: step for name, step in self.steps.items() if taken.steps.get(name) != step}
        self.used = {name: at for name, at in self.used.items() if name not in taken.used}
        del self.notes[: len(taken.notes)]
