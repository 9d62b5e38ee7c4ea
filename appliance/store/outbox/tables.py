"""The table of the outbox (migration 5)."""

from __future__ import annotations

from peewee import IntegerField, TextField

from appliance.store.fields import InstantField, Row


class OutboxRow(Row):
    """A mail to be sent. `content`: the whole message, forgotten once sent. `claimed_until`: a sender is at it."""

    number = IntegerField(primary_key=True)
    message_id = TextField()
    recipient = TextField()
    subject = TextField()
    about = TextField()
    content = TextField(null=True)
    state = TextField()
    queued_at = InstantField()
    next_try_at = InstantField()
    tries = IntegerField(default=0)
    claimed_until = InstantField(null=True)
    sent_at = InstantField(null=True)
    last_error = TextField(null=True)

    class Meta:
        table_name = "outbox"
