"""The trunks that are lost, box by box: that it was told, and since when. One that is back has no row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from peewee import CompositeKey, Database, TextField

from appliance.store.database import reading, writing
from appliance.store.fields import InstantField, Row
from appliance.store.outbox.queue import NewDelivery, queue_deliveries


class TrunkOutageRow(Row):
    """`box`, `trunk`: by name. `since` (UTC): when it was found lost."""

    box = TextField()
    trunk = TextField()
    since = InstantField()

    class Meta:
        table_name = "trunk_outages"
        primary_key = CompositeKey("box", "trunk")


def lost_trunks(database: Database, box: str) -> dict[str, datetime]:
    """Those that this box has told as lost, and since when. StoreError."""
    query = TrunkOutageRow.select(TrunkOutageRow.trunk, TrunkOutageRow.since).where(TrunkOutageRow.box == box)
    with reading(database):
        return dict(query.tuples().execute(database))


def trunk_lost(database: Database, box: str, trunk: str, deliveries: list[NewDelivery], now: datetime) -> None:
    """Note it and queue what is told of it: once. StoreError."""
    row = TrunkOutageRow.insert(box=box, trunk=trunk, since=now).on_conflict_ignore().as_rowcount()
    with writing(database):
        if row.execute(database):
            queue_deliveries(database, deliveries, now)


def trunk_back(database: Database, box: str, trunk: str, deliveries: list[NewDelivery], now: datetime) -> None:
    """The same, of one that answers again. StoreError."""
    row = TrunkOutageRow.delete().where(TrunkOutageRow.box == box, TrunkOutageRow.trunk == trunk)
    with writing(database):
        if row.execute(database):
            queue_deliveries(database, deliveries, now)


def forget_other_trunks(database: Database, box: str, trunks: Collection[str]) -> None:
    """Of those that this box has no more, nothing is told. StoreError."""
    others = TrunkOutageRow.trunk.not_in(list(trunks))
    with writing(database):
        TrunkOutageRow.delete().where(TrunkOutageRow.box == box, others).execute(database)
