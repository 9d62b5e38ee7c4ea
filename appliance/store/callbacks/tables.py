"""The table of callbacks (migration 26)."""

from __future__ import annotations

from peewee import TextField

from appliance.store.fields import InstantField, Row


class CallbackRow(Row):
    """A caller to be called back, one a call. `number`: E.164, shown or typed. `team_id`: which was looked through.

    `asked_at`, and `due_at`, by when it was promised: on the company's clock.
    """

    call_id = TextField(primary_key=True)
    line_id = TextField()
    team_id = TextField()
    number = TextField()
    asked_at = InstantField()
    due_at = InstantField()

    class Meta:
        table_name = "callbacks"
