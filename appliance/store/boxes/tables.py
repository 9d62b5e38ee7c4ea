"""The table of the boxes (migration 28)."""

from __future__ import annotations

from peewee import DoubleField, TextField

from appliance.store.fields import Row


class BoxRow(Row):
    """A box that takes calls, or took some. `release`: the version that it runs.

    `installation` and `boot` tell whether it is the same machine, and since its last start. `seen_at`: when it was last
    seen, in seconds since 1970 on the database's clock. `closed_at`, on the same clock: when the others closed what
    it had left open, until it is seen again.
    """

    name = TextField(primary_key=True)
    installation = TextField()
    boot = TextField()
    release = TextField()
    seen_at = DoubleField()
    closed_at = DoubleField(null=True)

    class Meta:
        table_name = "boxes"
