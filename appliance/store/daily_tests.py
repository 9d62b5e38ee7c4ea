"""The test that the box makes of itself each day: which box makes it, and that it was told, once, whoever made it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from peewee import Database, TextField

from appliance.store.database import reading, writing
from appliance.store.fields import DayField, InstantField, Row
from appliance.store.outbox.queue import NewDelivery, queue_deliveries

CLAIM = timedelta(
    minutes=4
)  # longer than one call of the test lasts, after which it is renewed; then another controller begins anew
BEFORE = timedelta(days=2)  # kept beside the day itself: one that is late over midnight is the day's before


class DailyTestRow(Row):
    """The test of one local day. `box`: which makes it, until `claimed_until` (UTC). `told_at` (UTC): it is over."""

    day = DayField(primary_key=True)
    box = TextField()
    claimed_until = InstantField()
    told_at = InstantField(null=True)

    class Meta:
        table_name = "daily_tests"


def claim_daily_test(database: Database, day: date, box: str, now: datetime) -> bool:
    """Whether this box makes the test of that day, alone. False where it was told, or another is at it. StoreError."""
    claim = {"box": box, "claimed_until": now + CLAIM}
    free = (DailyTestRow.claimed_until <= now) | (DailyTestRow.claimed_until > now + CLAIM)  # a clock set back
    with writing(database):
        new = DailyTestRow.insert(day=day, **claim).on_conflict_ignore()
        if new.as_rowcount().execute(database):
            DailyTestRow.delete().where(DailyTestRow.day < day - BEFORE).execute(database)
            return True
        again = DailyTestRow.update(**claim).where(DailyTestRow.day == day, DailyTestRow.told_at.is_null(), free)
        return bool(again.execute(database))


def keep_daily_test(database: Database, day: date, box: str, now: datetime) -> None:
    """This box is still at it, unless another has taken it over. StoreError."""
    mine = (DailyTestRow.day == day) & (DailyTestRow.box == box) & DailyTestRow.told_at.is_null()
    with writing(database):
        DailyTestRow.update(claimed_until=now + CLAIM).where(mine).execute(database)


def tell_daily_test(database: Database, day: date, box: str, deliveries: list[NewDelivery], now: datetime) -> bool:
    """Queue what it found, once: False where another box has told it, or has taken it over. StoreError."""
    mine = (DailyTestRow.day == day) & (DailyTestRow.box == box) & DailyTestRow.told_at.is_null()
    with writing(database):
        if not DailyTestRow.update(told_at=now).where(mine).execute(database):
            return False
        queue_deliveries(database, deliveries, now)
    return True


def daily_test_under_way(database: Database, now: datetime) -> bool:
    """Whether a box makes one now (UTC). StoreError."""
    mine = (DailyTestRow.claimed_until > now) & (DailyTestRow.claimed_until <= now + CLAIM)
    with reading(database):
        return bool(DailyTestRow.select().where(mine, DailyTestRow.told_at.is_null()).exists(database))


def daily_test_told(database: Database, day: date) -> bool:
    """Whether that of the day is over. StoreError."""
    with reading(database):
        return bool(
            DailyTestRow.select().where(DailyTestRow.day == day, DailyTestRow.told_at.is_null(False)).exists(database)
        )
