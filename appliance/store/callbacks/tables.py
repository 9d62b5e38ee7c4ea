"""The table of callbacks (migrations 26, 27, 32, 36 and 39)."""

from __future__ import annotations

from peewee import IntegerField, TextField

from appliance.store.fields import InstantField, Row


class CallbackRow(Row):
    """A caller to be called back, one a call. `number`: E.164, shown or typed. `team_id`: which was looked through.

    `due_at`: by when it was promised. `unreached`: how many of the `tries` found an agent, and not the caller.
    `waits_until`: it can wait, and is kept by hand, from then on; nobody is told of it before.
    `awaits`: an `Awaited`, for who is to be told that an incident is over; nobody of the company is rung for it.
    `claimed_until`: a controller is at it. `late_at`: when it was told that it is late. `ending`: why it is tried no
    more; `closed_by`: by whose hand. `by_text`: 1, its caller is told by SMS; `text_told`: what they were told last, as
    `texts.Told` names it. All moments are on the company's clock.
    """

    call_id = TextField(primary_key=True)
    line_id = TextField()
    team_id = TextField()
    number = TextField()
    asked_at = InstantField()
    due_at = InstantField()
    tries = IntegerField(default=0)
    unreached = IntegerField(default=0)
    next_try_at = InstantField(null=True)
    claimed_until = InstantField(null=True)
    late_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    ending = TextField(null=True)
    closed_by = TextField(default="")
    waits_until = InstantField(null=True)
    awaits = TextField(null=True)
    by_text = IntegerField(default=0)
    text_told = TextField(default="")

    class Meta:
        table_name = "callbacks"
