"""The telephones dialled of late, by every box of the database: when, and how long they talked. No number is here.

A leg is known by its name: two processes may both tell of it, and it counts once, with the longest that was told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from peewee import EXCLUDED, SQL, BigIntegerField, Database, IntegerField, TextField, fn

from appliance.outgoing import SECONDS, SLIDING, Spent, Window, within
from appliance.store.database import reading, writing
from appliance.store.fields import Row
from appliance.store.made_once import MadeOnce, given

SLICE = 600  # seconds: what is dialled is counted by slices of so long
KEPT_SECONDS = 2 * SECONDS[Window.MONTH]


class OutgoingLegRow(Row):
    """`at`: dialled, seconds since 1970 on its box's clock. `seconds`: from its answer, so far, as they count."""

    id = TextField(primary_key=True)
    box = TextField()
    at = BigIntegerField()
    seconds = IntegerField()

    class Meta:
        table_name = "outgoing_legs"


@dataclass(frozen=True)
class OutgoingLeg:
    """See `OutgoingLegRow`."""

    id: str
    at: int
    seconds: int


_WRITTEN = MadeOnce(
    lambda: OutgoingLegRow.insert({name: given(name) for name in ("id", "box", "at", "seconds")}).on_conflict(
        conflict_target=[OutgoingLegRow.id],
        update={"seconds": EXCLUDED.seconds},
        where=OutgoingLegRow.seconds < EXCLUDED.seconds,
    )
)
Slices = dict[int, Spent]  # by the number of the slice since 1970


def write_legs(database: Database, legs: Collection[OutgoingLeg], box: str) -> None:
    """Write these, or how long they have lasted by now. Raises StoreError."""
    rows = [{"box": box, **vars(leg)} for leg in legs]
    with writing(database):
        for row in rows:
            _WRITTEN.write(database, **row)


def slices(database: Database, now: float) -> Slices:
    """What was dialled in the last month, by slices. Raises StoreError."""
    month = SECONDS[Window.MONTH]
    number = OutgoingLegRow.at / SQL(str(SLICE))  # a parameter would be another expression at each place
    counted = OutgoingLegRow.select(number, fn.COUNT(OutgoingLegRow.id), fn.SUM(OutgoingLegRow.seconds))
    counted = counted.where(OutgoingLegRow.at > now - month - SLICE).group_by(number)
    with reading(database):
        return {int(at): Spent(legs, seconds) for at, legs, seconds in counted.tuples().execute(database)}


def forget_legs(database: Database, now: float) -> None:
    """Those that no cap counts any more. Raises StoreError."""
    far = (OutgoingLegRow.at < now - KEPT_SECONDS) | (OutgoingLegRow.at > now + KEPT_SECONDS)
    with writing(database):
        OutgoingLegRow.delete().where(far).execute(database)


def spent_in(counted: Mapping[int, Spent], now: float) -> dict[Window, Spent]:
    """What went out in each window but a call's: a slice counts as long as its end does."""
    found = dict.fromkeys(SLIDING, Spent())
    for number, spent in counted.items():
        for window in SLIDING:
            if within(window, (number + 1) * SLICE, now):
                found[window] += spent
    return found
