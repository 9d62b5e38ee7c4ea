"""The calls that a human took within the target of their line, as SQL asks it; exactly as `calls.figures.in_time`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import Case, Database, Field, fn

from appliance.company.model import TARGET_SECONDS
from appliance.store.database import is_sqlite
from appliance.store.journal.tables import CallRow

MICROSECONDS = 1_000_000  # of a second, as instants are written


def answered_in_time(database: Database, targets: Mapping[str, int]) -> Any:
    """Of those that are over. `targets`: seconds, by line; TARGET_SECONDS for a line of before, or none."""
    return CallRow.ended_at.is_null(False) & CallRow.connected_at.is_null(False) & _soon(database, targets)


def answered_late(database: Database, targets: Mapping[str, int]) -> Any:
    """Those that are over and had no human, or one after the target."""
    return CallRow.ended_at.is_null(False) & (CallRow.connected_at.is_null() | ~_soon(database, targets))


def _soon(database: Database, targets: Mapping[str, int]) -> Any:
    wanted = [(line, seconds * MICROSECONDS) for line, seconds in targets.items()]
    longest = Case(CallRow.line_id, wanted, TARGET_SECONDS * MICROSECONDS) if wanted else TARGET_SECONDS * MICROSECONDS
    spent = _microseconds(database, CallRow.connected_at) - _microseconds(database, CallRow.started_at)
    return spent <= longest


def _microseconds(database: Database, instant: Field) -> Any:
    """Since 1970, of a text as `fields.instant_text` writes it: neither database reads it to the microsecond."""
    whole, part = fn.SUBSTR(instant, 1, 19), fn.SUBSTR(instant, 21, 6)
    if is_sqlite(database):
        seconds = fn.STRFTIME("%s", whole)
    else:
        seconds = fn.DATE_PART("epoch", whole.concat("Z").cast("TIMESTAMPTZ"))
    return seconds.cast("BIGINT") * MICROSECONDS + part.cast("BIGINT")
