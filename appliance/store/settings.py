"""The tables of the company's settings (migration 1). `position` keeps the order of the company file."""

from __future__ import annotations

from peewee import BooleanField, CompositeKey, IntegerField, TextField

from appliance.store.fields import ClockField, DayField, InstantField, Row, WeekdaysField


class RevisionRow(Row):
    """How many times the settings have been saved, and when last. One row."""

    id = IntegerField(primary_key=True)
    revision = IntegerField()
    saved_at = InstantField()

    class Meta:
        table_name = "revisions"


class CompanyRow(Row):
    """One row."""

    id = IntegerField(primary_key=True)
    name = TextField()
    timezone = TextField()
    country = TextField()
    holidays = TextField(null=True)

    class Meta:
        table_name = "companies"


class ClosureRow(Row):
    position = IntegerField(primary_key=True)
    first_day = DayField()
    last_day = DayField()
    name = TextField()

    class Meta:
        table_name = "closures"


class AgentRow(Row):
    id = TextField(primary_key=True)
    position = IntegerField()
    name = TextField()
    mail = TextField(null=True)
    pin = TextField(null=True)

    class Meta:
        table_name = "agents"


class PhoneRow(Row):
    agent_id = TextField()
    position = IntegerField()
    number = TextField()

    class Meta:
        table_name = "phones"
        primary_key = CompositeKey("agent_id", "position")


class TeamRow(Row):
    id = TextField(primary_key=True)
    position = IntegerField()
    name = TextField()
    timezone = TextField()
    levels = IntegerField()
    strategy = TextField()
    ring_seconds = IntegerField()
    rounds = IntegerField()

    class Meta:
        table_name = "teams"


class MemberRow(Row):
    team_id = TextField()
    level = IntegerField()
    position = IntegerField()
    agent_id = TextField()

    class Meta:
        table_name = "members"
        primary_key = CompositeKey("team_id", "level", "position")


class ShiftRow(Row):
    team_id = TextField()
    position = IntegerField()
    agent_id = TextField()
    days = WeekdaysField()
    starts = ClockField()
    ends = ClockField()
    level = IntegerField(null=True)

    class Meta:
        table_name = "shifts"
        primary_key = CompositeKey("team_id", "position")


class RotationRow(Row):
    team_id = TextField()
    position = IntegerField()
    every_days = IntegerField()
    handover_day = IntegerField(null=True)
    handover_time = ClockField()
    start_day = DayField()
    days = WeekdaysField()
    starts = ClockField()
    ends = ClockField()
    level = IntegerField(null=True)

    class Meta:
        table_name = "rotations"
        primary_key = CompositeKey("team_id", "position")


class RotationAgentRow(Row):
    team_id = TextField()
    rotation = IntegerField()
    position = IntegerField()
    agent_id = TextField()

    class Meta:
        table_name = "rotation_agents"
        primary_key = CompositeKey("team_id", "rotation", "position")


class OverrideRow(Row):
    team_id = TextField()
    position = IntegerField()
    starts = InstantField()
    ends = InstantField()
    removes = TextField(null=True)
    adds = TextField(null=True)
    level = IntegerField(null=True)

    class Meta:
        table_name = "overrides"
        primary_key = CompositeKey("team_id", "position")


class AbsenceRow(Row):
    team_id = TextField()
    position = IntegerField()
    agent_id = TextField()
    first_day = DayField()
    last_day = DayField()
    reason = TextField()

    class Meta:
        table_name = "absences"
        primary_key = CompositeKey("team_id", "position")


class MenuRow(Row):
    id = TextField(primary_key=True)
    position = IntegerField()
    announcement = TextField()
    default_key = TextField()

    class Meta:
        table_name = "menus"


class ActionRow(Row):
    """The columns of an action: `action` is its kind, the others what that kind needs."""

    action = TextField()
    action_team = TextField(null=True)
    action_order_number = BooleanField(null=True)
    action_number = TextField(null=True)
    action_menu = TextField(null=True)
    action_text = TextField(null=True)


class ChoiceRow(ActionRow):
    menu_id = TextField()
    key = TextField()
    position = IntegerField()

    class Meta:
        table_name = "choices"
        primary_key = CompositeKey("menu_id", "key")


class LineRow(Row):
    id = TextField(primary_key=True)
    position = IntegerField()
    name = TextField()
    timezone = TextField()
    audience = TextField()
    is_default = BooleanField()
    order_ask = BooleanField()
    order_pattern = TextField()
    order_tries = IntegerField()
    max_wait = IntegerField()
    last_resort = TextField(null=True)

    class Meta:
        table_name = "lines"


class LineNumberRow(Row):
    line_id = TextField()
    position = IntegerField()
    number = TextField(unique=True)

    class Meta:
        table_name = "line_numbers"
        primary_key = CompositeKey("line_id", "position")


class OpeningWindowRow(Row):
    line_id = TextField()
    position = IntegerField()
    days = WeekdaysField()
    starts = ClockField()
    ends = ClockField()

    class Meta:
        table_name = "opening_windows"
        primary_key = CompositeKey("line_id", "position")


class BehaviourRow(ActionRow):
    line_id = TextField()
    period = TextField()
    announcement = TextField(null=True)

    class Meta:
        table_name = "behaviours"
        primary_key = CompositeKey("line_id", "period")


SETTINGS: tuple[type[Row], ...] = (  # in an order in which every row refers to earlier ones
    CompanyRow,
    ClosureRow,
    AgentRow,
    PhoneRow,
    TeamRow,
    MemberRow,
    ShiftRow,
    RotationRow,
    RotationAgentRow,
    OverrideRow,
    AbsenceRow,
    MenuRow,
    ChoiceRow,
    LineRow,
    LineNumberRow,
    OpeningWindowRow,
    BehaviourRow,
)
