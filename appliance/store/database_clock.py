"""One clock for all the boxes that share a database: its server's own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from peewee import SQL, Database

from appliance.store.database import is_sqlite

Clock = Callable[[], float]  # seconds since 1970
OF_THE_SERVER = SQL("extract(epoch FROM clock_timestamp())::double precision")


def seconds_now(database: Database, clock: Clock | None = None) -> Any:
    """Seconds since 1970, as a value or as an expression of SQL. `clock`: the database's own when None."""
    if clock is not None:
        return clock()
    if is_sqlite(database):
        return time.time()
    return OF_THE_SERVER
