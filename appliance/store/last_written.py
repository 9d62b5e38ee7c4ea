"""Whether anything was written in the database since one last asked, told by the database itself: nothing is read.

And whether some rows alone are others since: those are read, and only where something was written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable, Sequence
from typing import Any

from appliance.store.database import is_sqlite, reading
from appliance.store.errors import StoreError
from appliance.store.made_once import MadeOnce

MOST_ROWS = 100  # that are compared; where there are more, whatever is written counts
SETTLED = "SELECT pg_current_wal_insert_lsn()"  # refused by a standby, which nobody writes to


class LastWritten:
    """`mark` changes when anybody, this process too, has committed. Not to be asked by two threads at once.

    `seen`: what it was when it was asked last.
    """

    def __init__(self, database: Any) -> None:
        self._database = database
        self._watched: sqlite3.Connection | None = None
        self._before: str | None = None
        self.seen: Hashable = None

    def mark(self) -> Hashable:
        """In a thread. None where it cannot be known: something may have been written."""
        try:
            self.seen = self._of_sqlite() if is_sqlite(self._database) else self._of_postgres()
        except (StoreError, sqlite3.Error):
            self.seen = self._watched = None
        return self.seen

    def rows(self, found: Sequence[MadeOnce]) -> list[tuple[tuple[Any, ...], ...]]:
        """What these statements, which are told nothing, find now. StoreError."""
        with reading(self._database):
            return [tuple(one.rows(self._database)) for one in found]

    def _of_sqlite(self) -> Hashable:
        """What SQLite says of the others' commits on one connection is compared with its own words alone."""
        if self._watched is None:
            where = f"file:{self._database.database}?mode=rw"
            self._watched = sqlite3.connect(where, uri=True, timeout=0.0, check_same_thread=False, isolation_level=None)
        (version,) = self._watched.execute("PRAGMA data_version").fetchone()
        return id(self._watched), version

    def _of_postgres(self) -> Hashable:
        """The end of its log, which moves before what was written can be read: it counts once more when it rests."""
        with reading(self._database):
            (end,) = self._database.execute_sql(SETTLED).fetchone()
        before, self._before = self._before, str(end)
        return self._before, before == self._before


class SomeRows:
    """`mark` changes when what some statements find has: only what a look would find at once needs one.

    `found`: they are told nothing, and find `MOST_ROWS` and one more at most. `written` is asked just before them.
    """

    def __init__(self, written: LastWritten, *found: MadeOnce) -> None:
        self._written, self._found = written, found
        self._at: Hashable = None
        self._rows: Hashable = None

    def mark(self) -> Hashable:
        """In a thread. None where it cannot be known: they may be others."""
        now = self._written.seen
        if now is None or now != self._at:
            self._at, self._rows = None, None
            try:
                rows = self._written.rows(self._found)
            except StoreError:
                return None
            self._at, self._rows = now, now if any(len(one) > MOST_ROWS for one in rows) else tuple(rows)
        return self._rows
