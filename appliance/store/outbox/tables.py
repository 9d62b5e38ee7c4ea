"""The tables of the outbox (migrations 5, 20, 33 and 50): what is to be told, what waits for its channel, each try."""

from __future__ import annotations

from peewee import CompositeKey, IntegerField, TextField

from appliance.store.fields import InstantField, Row


class OutboxRow(Row):
    """Something told to one person by one channel. `content`: as the channel rendered it, forgotten once sent.

    `claimed_until`: a sender is at it. `kind`: what it tells. `tiding`, `call_id`: what it is about; `sound`: the
    recording that goes with it, on the disk of `box`. `secret_hash`: of the link by which its reader takes charge.
    `first_try_at`: since when it has been tried in vain. `agent`: who of the company is told of a call, if an agent.
    """

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
    channel = TextField(default="mail")
    kind = TextField(default="publication")
    call_id = TextField(null=True)
    tiding = TextField(null=True)
    sound = TextField(null=True)
    box = TextField(default="")
    secret_hash = TextField(null=True)
    first_try_at = InstantField(null=True)
    agent = TextField(null=True)

    class Meta:
        table_name = "outbox"


class TryRow(Row):
    """One try of one row of the outbox, and what the other side said. `turn` counts from 1."""

    number = IntegerField()
    turn = IntegerField()
    call_id = TextField(null=True)
    at = InstantField()
    verdict = TextField()
    said = TextField()

    class Meta:
        table_name = "outbox_tries"
        primary_key = CompositeKey("number", "turn")


class TidingRow(Row):
    """What happened in a call, to be told until somebody has it. `told`: how often it was; `next_at`: when again.

    `at`: on the company's clock; the other moments are the machine's. `file`: of a message. `box`: where its sound is.
    `over_at`: since when nobody is told any more. `taken_by`: as people are told; `taken_agent`: which agent, if one.
    """

    id = TextField(primary_key=True)
    kind = TextField()
    call_id = TextField()
    file = TextField(null=True)
    box = TextField(default="")
    at = InstantField()
    told = IntegerField(default=0)
    next_at = InstantField(null=True)
    over_at = InstantField(null=True)
    taken_at = InstantField(null=True)
    taken_by = TextField(null=True)
    taken_agent = TextField(null=True)

    class Meta:
        table_name = "tidings"
