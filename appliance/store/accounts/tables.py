"""The tables of the site (migrations 7 and 8): accounts, sign-ins, audit, care of messages, probes, tokens."""

from __future__ import annotations

from peewee import BooleanField, CompositeKey, IntegerField, TextField

from appliance.store.fields import DayField, InstantField, Row


class AccountRow(Row):
    """A person who may sign in. `one_time_until`: the password is the first one, good once, until then.

    `totp_last`: the last thirty seconds whose code was used, so that no code is good twice.
    """

    id = TextField(primary_key=True)
    name = TextField()
    role = TextField()
    agent_id = TextField(null=True)
    password_hash = TextField()
    one_time_until = InstantField(null=True)
    totp_secret = TextField(null=True)
    totp_last = IntegerField(default=0)
    made_at = InstantField()
    closed_at = InstantField(null=True)

    class Meta:
        table_name = "accounts"


class SignInRow(Row):
    """A browser that has shown a password. The cookie holds the secret, we keep its hash alone."""

    secret_hash = TextField(primary_key=True)
    account_id = TextField()
    began_at = InstantField()
    seen_at = InstantField()
    address = TextField()
    browser = TextField()
    closed_at = InstantField(null=True)

    class Meta:
        table_name = "sign_ins"


class AuditRow(Row):
    """One change: who, when, what was done, and in `changes` one line a difference, « avant → après »."""

    id = TextField(primary_key=True)
    at = InstantField()
    who = TextField()
    act = TextField()
    changes = TextField()

    class Meta:
        table_name = "audit_entries"


class CareRow(Row):
    """What became of a message. `version` counts its changes, so that two people do not undo one another."""

    call_id = TextField()
    file = TextField()
    version = IntegerField()
    assigned_to = TextField(null=True)
    note = TextField()
    done_at = InstantField(null=True)
    done_by = TextField(null=True)
    deleted_at = InstantField(null=True)

    class Meta:
        table_name = "message_care"
        primary_key = CompositeKey("call_id", "file")


class ProbeRow(Row):
    """What the monitoring of a box last saw of one thing. `box`: its name."""

    box = TextField()
    name = TextField()
    healthy = BooleanField()
    serious = BooleanField()
    sentence = TextField()
    asked_at = InstantField()

    class Meta:
        table_name = "probes"
        primary_key = CompositeKey("box", "name")


class TokenRow(Row):
    """A program that may use the JSON API. It holds the secret, we keep its hash alone. `last_day`: local, included."""

    id = TextField(primary_key=True)
    secret_hash = TextField()
    name = TextField()
    scope = TextField()
    numbers = BooleanField()
    made_at = InstantField()
    made_by = TextField()
    last_day = DayField(null=True)
    used_at = InstantField(null=True)
    revoked_at = InstantField(null=True)

    class Meta:
        table_name = "api_tokens"
