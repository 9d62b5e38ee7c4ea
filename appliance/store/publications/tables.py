"""The tables of publications (migration 5). Names are those of the moment of publication."""

from __future__ import annotations

from peewee import CompositeKey, IntegerField, TextField

from appliance.store.fields import DayField, InstantField, Row


class PublicationRow(Row):
    """One version of a line's planning, from `first_day` to `last_day`, both included, in its zone."""

    number = IntegerField(primary_key=True)
    line_id = TextField()
    line_name = TextField()
    timezone = TextField()
    first_day = DayField()
    last_day = DayField()
    published_at = InstantField()
    published_by = TextField()
    first_change = InstantField(null=True)
    notice = TextField()
    reason = TextField(null=True)

    class Meta:
        table_name = "publications"


class PublishedShiftRow(Row):
    """A shift of a publication, cut at the ends of its period."""

    publication = IntegerField()
    position = IntegerField()
    team_id = TextField()
    team_name = TextField()
    agent_id = TextField()
    agent_name = TextField()
    level = IntegerField()
    starts = InstantField()
    ends = InstantField()

    class Meta:
        table_name = "published_shifts"
        primary_key = CompositeKey("publication", "position")


class PublishedChangeRow(Row):
    """A difference with the version before: what was, and what is; null where there was, or is, nothing."""

    publication = IntegerField()
    position = IntegerField()
    team_id = TextField()
    team_name = TextField()
    agent_id = TextField()
    agent_name = TextField()
    level_before = IntegerField(null=True)
    starts_before = InstantField(null=True)
    ends_before = InstantField(null=True)
    level_after = IntegerField(null=True)
    starts_after = InstantField(null=True)
    ends_after = InstantField(null=True)

    class Meta:
        table_name = "published_changes"
        primary_key = CompositeKey("publication", "position")


class PublishedToRow(Row):
    """An agent whom a publication concerns, where it was sent, and when the agent said to have read it."""

    publication = IntegerField()
    agent_id = TextField()
    agent_name = TextField()
    mail = TextField(null=True)
    secret_hash = TextField()
    acknowledged_at = InstantField(null=True)
    acknowledged_by = TextField(null=True)

    class Meta:
        table_name = "published_to"
        primary_key = CompositeKey("publication", "agent_id")


class CalendarEntryRow(Row):
    """A shift as published last, under the name that it keeps in the agents' calendars."""

    uid = TextField(primary_key=True)
    sequence = IntegerField()
    line_id = TextField()
    team_id = TextField()
    agent_id = TextField()
    level = IntegerField()
    starts = InstantField()
    ends = InstantField()

    class Meta:
        table_name = "calendar_entries"
