"""Whether anything was written in the database since one last asked, told by the database itself: nothing is read."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable
from typing import Any

from appliance.store.database import is_sqlite, reading
from appliance.store.errors import StoreError

SETTLED = "SELECT pg_current_wal_insert_lsn()"  # refused by a standby, which nobody writes to


class LastWritten:
    """`mark` changes when anybody, this process too, has committed. Not to be asked by two threads at once."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._watched: sqlite3.Connection | None = None
        self._before: str | None = None

    def mark(self) -> Hashable:
        """In a thread. None where it cannot be known: something may have been written."""
        try:
            return self._of_sqlite() if is_sqlite(self._database) else self._of_postgres()
        except (StoreError, sqlite3.Error):
            self._watched = None
            return None

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
