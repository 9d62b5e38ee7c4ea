"""Figures of the journal, counted by SQL: calls of customers that are over, as many as began in a time together.

The tests count the same calls one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SQL, Case, Database, fn

from appliance.calls.alike import LONGER, Alike, waits
from appliance.calls.figures import HOURS, WAITS, Slot, Summary
from appliance.planning.months import Month
from appliance.planning.spans import NOTHING
from appliance.planning.wall_clock import clock_changes
from appliance.store.database import is_sqlite, reading
from appliance.store.fields import instant_text
from appliance.store.journal.lost_calls import lost
from appliance.store.journal.of_callers import of_customers
from appliance.store.journal.tables import CallRow
from appliance.store.journal.waited import SECOND, in_time
from appliance.store.made_once import MadeOnce, given

SLOT = HOURS * 3600  # seconds
SLOTS = 24 // HOURS  # of a day
THURSDAY = 3  # 1 January 1970, from which seconds are counted


@dataclass(frozen=True)
class Answered:
    """Calls of customers that are over, and those that a human took within the target of their line."""

    calls: int
    soon: int

    @property
    def share(self) -> int | None:
        """In hundredths; None without a call."""
        return round(100 * self.soon / self.calls) if self.calls else None


def answered_soon(
    database: Database, since: datetime, until: datetime, targets: Mapping[str, int], line: str | None = None
) -> Answered:
    """Of the calls that began in [since, until). `targets`: seconds, by line. Raises StoreError."""
    with reading(database):
        return Answered(*database.execute(_soon(targets).where(*_of(since, until, line))).fetchone())


def _soon(targets: Mapping[str, int]) -> Any:
    """The query of `Answered`, of any calls."""
    return CallRow.select(fn.COUNT(SQL("*")), _number_of(in_time(targets)))


def calls_alike(
    database: Database, since: datetime, until: datetime, line: str | None, targets: Mapping[str, int]
) -> list[Alike]:
    """The calls that began in [since, until), those of one line or all; whose kind came first, first. StoreError."""
    classes = [(CallRow.waited.is_null(), None), *((_within(end), end) for end in WAITS)]
    query = CallRow.select(
        CallRow.line_id,
        CallRow.outcome,
        Case(None, classes, LONGER).alias("wait"),
        fn.COUNT(SQL("*")),
        _number_of(in_time(targets)),
    ).where(*_of(since, until, line))
    query = query.group_by(CallRow.line_id, CallRow.outcome, SQL("wait")).order_by(fn.MIN(CallRow.started_at))
    in_vain = CallRow.select(CallRow.line_id, CallRow.outcome).where(*_of(since, until, line), *lost())
    with reading(database):
        rows, vain = database.execute(query).fetchall(), Counter(database.execute(in_vain).fetchall())
    return [
        Alike(line, outcome, wait, number, soon, vain[line, outcome] if wait is None else 0)
        for line, outcome, wait, number, soon in rows
    ]


def summary_of(
    database: Database, since: datetime, until: datetime, line: str | None, targets: Mapping[str, int]
) -> Summary:
    """Of the calls that began in [since, until), those of one line or all. StoreError."""
    counted = (fn.COUNT(SQL("*")), _number_of(in_time(targets)), fn.COUNT(CallRow.waited))
    query = CallRow.select(*counted, *(_number_of(_within(end)) for end in WAITS)).where(*_of(since, until, line))
    in_vain = CallRow.select(fn.COUNT(SQL("*"))).where(*_of(since, until, line), *lost())
    with reading(database):
        calls, soon, answered, *within = database.execute(query).fetchone()
        (vain,) = database.execute(in_vain).fetchone()
    by_class = [there - here for here, there in pairwise((0, *within, answered))]
    return Summary(calls, soon, vain, _median(database, since, until, line, by_class))


def median_wait(
    database: Database, since: datetime, until: datetime, line: str | None, some: Sequence[Alike]
) -> float | None:
    """The wait that half of those who reached a human did not exceed; seconds. `some`: these calls. StoreError."""
    return _median(database, since, until, line, list(waits(some).values()))


def _median(
    database: Database, since: datetime, until: datetime, line: str | None, by_class: Sequence[int]
) -> float | None:
    """`by_class`: how many waited so, in the order of WAITS, then longer: those of one class alone are put in order."""
    if not any(by_class):
        return None
    place, lower, upper = (sum(by_class) - 1) // 2, None, None
    for some, upper in zip(by_class, (*WAITS, None), strict=True):
        if place < some:
            break
        place, lower = place - some, upper
    above = [] if lower is None else [CallRow.waited > lower * SECOND]
    below = [CallRow.waited.is_null(False) if upper is None else _within(upper)]
    query = CallRow.select(CallRow.waited).where(*_of(since, until, line), *above, *below)
    with reading(database):
        row = database.execute(query.order_by(CallRow.waited).limit(1).offset(place)).fetchone()
    return int(row[0]) / SECOND if row else None


def by_weekday(
    database: Database, since: datetime, until: datetime, line: str | None, timezone: str
) -> list[list[Slot]]:
    """Seven days from Monday, each in slots of HOURS hours on the clock of the zone. StoreError."""
    slot = (_seconds(database) + _offset(since, until, timezone)) / SLOT
    query = CallRow.select(slot.alias("slot"), fn.COUNT(SQL("*"))).where(*_of(since, until, line)).group_by(SQL("slot"))
    calls, in_vain = [0] * 7 * SLOTS, [0] * 7 * SLOTS
    with reading(database):
        for found, some in ((calls, query), (in_vain, query.where(*lost()))):
            for place, number in database.execute(some).fetchall():
                found[(place + THURSDAY * SLOTS) % len(found)] += number
    slots = [Slot(*both) for both in zip(calls, in_vain, strict=True)]
    return [slots[day * SLOTS : (day + 1) * SLOTS] for day in range(7)]


def by_month(
    database: Database,
    months: Sequence[Month],
    until: datetime,
    line: str | None,
    timezone: str,
    targets: Mapping[str, int],
) -> dict[Month, Summary]:
    """Of the calls that began before `until`, month by month; the first that has a call and all after it. StoreError.

    `months`: in order, one after the other. Their medians are not looked for.
    """
    starts = [month.start(timezone) for month in months]
    ends = [min(end, until) for end in (*starts[1:], until)]
    since, before = given("since", CallRow.started_at), given("before", CallRow.started_at)
    asked = MadeOnce(lambda: _soon(targets).where(*_of(since, before, line)))  # whose text is that of each month
    with reading(database):
        spans = zip(starts, ends, strict=True)
        sums = [Answered(*(asked.row(database, since=start, before=end) or (0, 0))) for start, end in spans]
    in_vain = _lost_from_each(database, starts, until, line)
    found = [Summary(one.calls, one.soon, vain, None) for one, vain in zip(sums, in_vain, strict=True)]
    first = next((place for place, one in enumerate(found) if one.calls), len(found))
    return dict(zip(months[first:], found[first:], strict=True))


def _lost_from_each(database: Database, starts: Sequence[datetime], until: datetime, line: str | None) -> list[int]:
    """How many were lost from each of these moments to the next: few, which an index of outcomes finds."""
    query = CallRow.select(CallRow.started_at).where(*_of(starts[0], until, line), *lost())
    texts, found = [instant_text(start) for start in starts], [0] * len(starts)
    with reading(database):
        for (began,) in database.execute(query).fetchall():
            found[bisect_right(texts, began) - 1] += 1
    return found


def _of(since: Any, until: Any, line: str | None) -> list[Any]:
    asked = [CallRow.started_at >= since, CallRow.started_at < until, *of_customers()]
    return asked if line is None else [*asked, CallRow.line_id == line]


def _within(seconds: int) -> Any:
    """What SQL asks of a call that a human took within so long."""
    return CallRow.waited <= seconds * SECOND


def _number_of(condition: Any) -> Any:
    return fn.COUNT(Case(None, [(condition, 1)]))


def _seconds(database: Database) -> Any:
    """From 1970 to the beginning of a call, whole."""
    whole = fn.SUBSTR(CallRow.started_at, 1, 19)
    if is_sqlite(database):
        return fn.STRFTIME("%s", whole).cast("BIGINT")
    return fn.DATE_PART("epoch", whole.concat("Z").cast("TIMESTAMPTZ")).cast("BIGINT")


def _offset(since: datetime, until: datetime, timezone: str) -> Any:
    """Seconds from UTC to the clock of the zone, when a call began."""
    zone, changes = ZoneInfo(timezone), sorted(clock_changes(since, until, timezone))
    offsets = [(moment.astimezone(zone).utcoffset() or NOTHING) // timedelta(seconds=1) for moment in (since, *changes)]
    until_each = [(CallRow.started_at < change, offset) for change, offset in zip(changes, offsets, strict=False)]
    return Case(None, until_each, offsets[-1]) if until_each else offsets[-1]
