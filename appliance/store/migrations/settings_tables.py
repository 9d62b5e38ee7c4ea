"""The tables that held the company's settings until migration 19, which reads them a last time.

`position` keeps the order of the company file.
"""

from __future__ import annotations

from peewee import BooleanField, CompositeKey, IntegerField, Model, TextField

from appliance.store.fields import ClockField, DayField, InstantField, NumbersField, WeekdaysField


class Row(Model):
    """Of a table that is no more, bound to no database."""


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


class NamedDaysRow(Row):
    """Closures and days off, of a line or (no line) of the company. A day is 2026-12-24, or 12-24 for every year."""

    position = IntegerField(primary_key=True)
    line_id = TextField(null=True)
    kind = TextField()
    first_day = TextField()
    last_day = TextField()
    name = TextField()

    class Meta:
        table_name = "named_days"


class AllowedNumberRow(Row):
    position = IntegerField(primary_key=True)
    number = TextField()
    name = TextField()

    class Meta:
        table_name = "allowed_numbers"


class AgentRow(Row):
    id = TextField(primary_key=True)
    position = IntegerField()
    name = TextField()
    mail = TextField(null=True)
    pin = TextField(null=True)  # of before: codes were kept in clear
    code_hash = TextField(null=True)
    until = DayField(null=True)

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
    fairness_days = IntegerField()

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
    first_day = DayField(null=True)
    last_day = DayField(null=True)

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
    name = TextField(null=True)

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


class FormerPlanRow(Row):
    """What a team's levels, shifts and rotations were until a moment, as JSON (`former_plans`)."""

    team_id = TextField()
    position = IntegerField()
    until = InstantField()
    plan = TextField()

    class Meta:
        table_name = "former_plans"
        primary_key = CompositeKey("team_id", "position")


class PastTeamRow(Row):
    """A team that lines (their names, as JSON) called until a moment; the planning of one that is gone, as JSON."""

    position = IntegerField(primary_key=True)
    id = TextField()
    name = TextField()
    lines = TextField()
    until = InstantField()
    plan = TextField(null=True)

    class Meta:
        table_name = "past_teams"


class SwapRow(Row):
    team_id = TextField()
    position = IntegerField()
    giver = TextField()
    taker = TextField()
    starts = InstantField()
    ends = InstantField()
    back_starts = InstantField(null=True)
    back_ends = InstantField(null=True)
    giver_agreed = BooleanField()
    taker_agreed = BooleanField()
    refused = TextField(null=True)

    class Meta:
        table_name = "swaps"
        primary_key = CompositeKey("team_id", "position")


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
    action_order_pattern = TextField(null=True)  # of a rule of its own, with its tries
    action_order_tries = IntegerField(null=True)
    action_number = NumbersField(null=True)
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
    target_wait = IntegerField()
    announcement_whole = BooleanField()
    tell_retention = BooleanField()
    last_resort = TextField(null=True)
    holidays = TextField(null=True)
    around_the_clock = BooleanField()
    code_ask = BooleanField()
    code_pattern = TextField()
    code_tries = IntegerField()

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


class ForcedPeriodRow(Row):
    line_id = TextField()
    position = IntegerField()
    period = TextField()
    starts = InstantField()
    ends = InstantField()

    class Meta:
        table_name = "forced_periods"
        primary_key = CompositeKey("line_id", "position")


class BehaviourRow(ActionRow):
    line_id = TextField()
    period = TextField()
    announcement = TextField(null=True)

    class Meta:
        table_name = "behaviours"
        primary_key = CompositeKey("line_id", "period")


class CompensationRow(Row):
    """The rule of compensation, as JSON: one row, or none."""

    id = IntegerField(primary_key=True)
    rule = TextField()

    class Meta:
        table_name = "compensation_rules"


SETTINGS: tuple[type[Row], ...] = (  # in an order in which every row refers to earlier ones
    CompanyRow,
    AllowedNumberRow,
    AgentRow,
    PhoneRow,
    TeamRow,
    MemberRow,
    ShiftRow,
    RotationRow,
    RotationAgentRow,
    FormerPlanRow,
    PastTeamRow,
    SwapRow,
    OverrideRow,
    AbsenceRow,
    MenuRow,
    ChoiceRow,
    LineRow,
    LineNumberRow,
    OpeningWindowRow,
    NamedDaysRow,
    ForcedPeriodRow,
    BehaviourRow,
    CompensationRow,
)
