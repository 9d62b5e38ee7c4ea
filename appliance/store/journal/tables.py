"""The tables of what happened (migration 2): calls, attempts, steps, messages, leases."""

from __future__ import annotations

from peewee import SQL, BigIntegerField, BooleanField, CompositeKey, DoubleField, IntegerField, TextField

from appliance.store.fields import InstantField, Row

# As migration 54 names them: an index of some rows alone is not looked at for what a parameter holds.
ACCEPTED = SQL("'accepted'")  # the outcome of an attempt


class CallRow(Row):
    """One caller's visit. `outcome` is null while nothing is decided, `ended_at` while the call lives.

    `clock_offset`: seconds by which the company's clock was moved (lab). `last_record`: the number of the last
    journal record applied, so that a replay writes nothing twice. `fallback`: the dialplan took the call over.
    `closed_for`: what was assumed of it by another box, as its own was silent (`reopening.py`).
    `waited`: microseconds from `started_at` to `connected_at`, which the database writes by itself (migration 54).
    `erased_at`: when its caller was forgotten: one who hid their number is somebody else. `caller_agent`: whose
    telephone called, when the call came: an agent, LAST_RESORT, or nobody of the house. `callback_of`: the call whose
    caller this one calls back.
    """

    id = TextField(primary_key=True)
    line_id = TextField(null=True)
    line_name = TextField()
    called = TextField()
    caller = TextField(null=True)
    order_number = TextField(null=True)
    started_at = InstantField()
    answered_at = InstantField(null=True)
    connected_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    outcome = TextField(null=True)
    fallback = BooleanField(default=False)
    audience = TextField(default="customers")  # of the line, when the call came
    box = TextField(default="")
    clock_offset = DoubleField(default=0.0)
    last_record = IntegerField(default=0)
    erased_at = InstantField(null=True)
    caller_agent = TextField(null=True)
    callback_of = TextField(null=True)
    closed_for = TextField(null=True)
    waited = BigIntegerField(null=True)

    class Meta:
        table_name = "calls"


class AttemptRow(Row):
    """One telephone of one agent, rung once. `phone` counts from 0 in the agent's list: no number is kept here.

    `behind`: of a last resort, the agent whose telephone it was then, "" for nobody's; see `last_resort.py`.
    """

    call_id = TextField()
    number = IntegerField()
    agent = TextField()
    phone = IntegerField()
    at = InstantField()
    ringing_at = InstantField(null=True)
    answered_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    outcome = TextField(null=True)
    behind = TextField(null=True)

    class Meta:
        table_name = "attempts"
        primary_key = CompositeKey("call_id", "number")


class StepRow(Row):
    """One step of the call. `seconds` is null while it goes on."""

    call_id = TextField()
    number = IntegerField()
    name = TextField()
    detail = TextField()
    at = InstantField()
    seconds = DoubleField(null=True)

    class Meta:
        table_name = "steps"
        primary_key = CompositeKey("call_id", "number")


class MessageRow(Row):
    """A message left by the caller: a file of the recordings folder. `waits_until`: see `CallbackRow`.

    `transcript`: its words, as a program wrote them down (`transcripts.py`). `urgent_word`: that of the company's which
    it heard among them, on which the message, which could wait, became urgent (`urgent_messages.py`) at `urgent_at`.
    """

    call_id = TextField()
    file = TextField()
    seconds = DoubleField()
    at = InstantField()
    waits_until = InstantField(null=True)
    transcript = TextField(null=True)
    transcript_state = TextField(null=True)
    transcript_tries = IntegerField(default=0)
    transcript_next = InstantField(null=True)
    urgent_word = TextField(null=True)
    urgent_at = InstantField(null=True)

    class Meta:
        table_name = "messages"
        primary_key = CompositeKey("call_id", "file")


class WordsRow(Row):
    """What the caller said of their trouble, in a few seconds, before anybody was rung: a file of the recordings."""

    call_id = TextField(primary_key=True)
    file = TextField()
    seconds = DoubleField()
    at = InstantField()

    class Meta:
        table_name = "words"


class TalkRow(Row):
    """A conversation recorded, told to both: a file of the recordings. `seconds`: 0.0 until its end is written."""

    call_id = TextField()
    file = TextField()
    seconds = DoubleField()
    at = InstantField()

    class Meta:
        table_name = "talks"
        primary_key = CompositeKey("call_id", "file")


class LeaseRow(Row):
    """An agent held for a call, until `expires_at` (seconds since 1970) unless renewed."""

    agent = TextField(primary_key=True)
    call_id = TextField()
    box = TextField()
    expires_at = DoubleField()

    class Meta:
        table_name = "leases"


class ImportedCdrRow(Row):
    """A call detail record already read, by its name."""

    name = TextField(primary_key=True)
    at = InstantField()

    class Meta:
        table_name = "imported_cdrs"


RECORDS: tuple[type[Row], ...] = (CallRow, AttemptRow, StepRow, MessageRow, WordsRow, TalkRow, LeaseRow, ImportedCdrRow)
