"""Boxes of which nothing has been heard for too long: what they left open is closed by the others.

Otherwise a call of theirs, and with it its month, could never be closed. A box that comes back opens its calls again
and closes them by what it knows (`register.hold_name`). Every function raises StoreError.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from peewee import Database

from appliance.store.boxes.tables import BoxRow
from appliance.store.database import reading, writing
from appliance.store.database_clock import Clock, seconds_now
from appliance.store.journal.closing_for_others import close_for, open_calls_of

SILENT_SECONDS = 600.0


def silent_boxes(database: Database, *, clock: Clock | None = None) -> list[tuple[str, datetime]]:
    """Those whose calls are still to be closed, and when each was last seen (UTC), the longest silent first."""
    long_ago = BoxRow.seen_at <= seconds_now(database, clock) - SILENT_SECONDS
    query = BoxRow.select(BoxRow.name, BoxRow.seen_at).where(long_ago, BoxRow.closed_at.is_null())
    with reading(database):
        rows = list(query.order_by(BoxRow.seen_at).tuples().execute(database))
    return [(name, datetime.fromtimestamp(seen, UTC)) for name, seen in rows]


def close_box(
    database: Database,
    name: str,
    seen: datetime,
    offset: timedelta,
    *,
    told: Callable[[int], None],
    clock: Clock | None = None,
) -> int | None:
    """Close the calls that this box left open; how many. `offset`: of the company's clock.

    Each ends when the box was last seen. `told` is given how many, before the box counts as closed: twice if this
    process is killed between the two. None where a call began after that silence: the box lives, under a release that
    gives no sign of life, and all are left to it.
    """
    left = open_calls_of(database, name)
    if any(began > seen + offset + timedelta(seconds=SILENT_SECONDS) for began in left.values()):
        return None
    for call, began in left.items():
        close_for(database, call, max(began, seen + offset))
    told(len(left))
    unseen = (BoxRow.name == name) & (BoxRow.seen_at < seen.timestamp() + 1)
    with writing(database):
        BoxRow.update(closed_at=seconds_now(database, clock)).where(unseen).execute(database)
    return len(left)
