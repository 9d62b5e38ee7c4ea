"""A company put together again from the rows of the tables that held it until migration 19."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from appliance.company.model import (
    Action,
    Agent,
    Audience,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    NumberRule,
    OpenMenu,
    Repeat,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
    Team,
)
from appliance.company.numbers import AllowedNumber
from appliance.planning.compensation import Compensation
from appliance.planning.hours import DatedDays, ForcedPeriod, NamedDays, Period, WeeklyWindow, YearlyDays
from appliance.planning.team_plan import Absence, Departure, Override, Rotation, Shift, Swap, TeamPlan
from appliance.store.migrations import settings_tables as table
from appliance.store.migrations.settings_json import former_plan, past_team, rule_of
from appliance.store.migrations.settings_tables import Row

Record = dict[str, Any]
Children = dict[Any, list[Record]]


class Tables:
    """All the rows of the settings, by table; each table is in the order of its positions."""

    def __init__(self, rows: dict[type[Row], Sequence[Record]]) -> None:
        self._rows = rows

    def all(self, kind: type[Row]) -> Sequence[Record]:
        return self._rows[kind]

    def by(self, kind: type[Row], *columns: str) -> Children:
        """The rows of a table, grouped by their parent."""
        groups: Children = defaultdict(list)
        for row in self._rows[kind]:
            key = tuple(row[column] for column in columns)
            groups[key if len(key) > 1 else key[0]].append(row)
        return groups


def company_of(tables: Tables) -> Company | None:
    """The company, or None when none has been saved."""
    rows = tables.all(table.CompanyRow)
    if not rows:
        return None
    (row,) = rows
    days = tables.by(table.NamedDaysRow, "line_id", "kind")
    return Company(
        name=row["name"],
        timezone=row["timezone"],
        country=row["country"],
        holidays=row["holidays"],
        closures=_named_days(days[None, "closure"]),
        days_off=_named_days(days[None, "day_off"]),
        allowed_numbers=tuple(
            AllowedNumber(each["number"], each["name"]) for each in tables.all(table.AllowedNumberRow)
        ),
        agents=_agents(tables),
        teams=_teams(tables),
        lines=_lines(tables),
        menus=_menus(tables),
        compensation=_compensation(tables),
        past_teams=tuple(past_team(row) for row in tables.all(table.PastTeamRow)),
    )


def _compensation(tables: Tables) -> Compensation:
    return next((rule_of(row["rule"]) for row in tables.all(table.CompensationRow)), Compensation())


def _named_days(rows: Sequence[Record]) -> tuple[NamedDays, ...]:
    return tuple(map(_days, rows))


def _days(row: Record) -> NamedDays:
    if len(row["first_day"]) == len("2026-12-24"):
        return DatedDays(date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]), row["name"])
    return YearlyDays(_day_of_year(row["first_day"]), _day_of_year(row["last_day"]), row["name"])


def _day_of_year(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def _agents(tables: Tables) -> dict[str, Agent]:
    phones = tables.by(table.PhoneRow, "agent_id")
    return {
        row["id"]: Agent(
            row["id"],
            row["name"],
            tuple(phone["number"] for phone in phones[row["id"]]),
            row["mail"],
            row["code_hash"],
            row["until"],
        )
        for row in tables.all(table.AgentRow)
    }


def _teams(tables: Tables) -> dict[str, Team]:
    plans = _plans(tables)
    return {
        row["id"]: Team(
            row["id"],
            row["name"],
            plans[row["id"]],
            Ring(RingStrategy(row["strategy"]), row["ring_seconds"], row["rounds"], row["fairness_days"]),
        )
        for row in tables.all(table.TeamRow)
    }


def _plans(tables: Tables) -> dict[str, TeamPlan]:
    members = tables.by(table.MemberRow, "team_id", "level")
    shifts, rotations = tables.by(table.ShiftRow, "team_id"), tables.by(table.RotationRow, "team_id")
    turns = tables.by(table.RotationAgentRow, "team_id", "rotation")
    overrides, absences = tables.by(table.OverrideRow, "team_id"), tables.by(table.AbsenceRow, "team_id")
    swaps, former = tables.by(table.SwapRow, "team_id"), tables.by(table.FormerPlanRow, "team_id")
    departures = tuple(Departure(row["id"], row["until"]) for row in tables.all(table.AgentRow) if row["until"])
    plans = {}
    for team in tables.all(table.TeamRow):
        key = team["id"]
        levels = (members[key, level] for level in range(1, team["levels"] + 1))
        plans[key] = TeamPlan(
            levels=tuple(tuple(row["agent_id"] for row in level) for level in levels),
            timezone=team["timezone"],
            shifts=tuple(map(_shift, shifts[key])),
            rotations=tuple(_rotation(row, turns[key, row["position"]]) for row in rotations[key]),
            overrides=tuple(map(_override, overrides[key])),
            absences=tuple(map(_absence, absences[key])),
            swaps=tuple(map(_swap, swaps[key])),
            departures=departures,
            former=tuple(former_plan(row["until"], row["plan"]) for row in former[key]),
        )
    return plans


def _shift(row: Record) -> Shift:
    return Shift(row["agent_id"], _window(row), row["level"], row["first_day"], row["last_day"])


def _rotation(row: Record, turns: Sequence[Record]) -> Rotation:
    return Rotation(
        agents=tuple(turn["agent_id"] for turn in turns),
        every_days=row["every_days"],
        handover_day=row["handover_day"],
        handover_time=row["handover_time"],
        start=row["start_day"],
        window=_window(row),
        level=row["level"],
        name=row["name"],
    )


def _swap(row: Record) -> Swap:
    answers = ((row["giver"], row["giver_agreed"]), (row["taker"], row["taker_agreed"]))
    return Swap(
        giver=row["giver"],
        taker=row["taker"],
        start=row["starts"],
        end=row["ends"],
        back_start=row["back_starts"],
        back_end=row["back_ends"],
        agreed=frozenset(agent for agent, agreed in answers if agreed),
        refused=row["refused"],
    )


def _override(row: Record) -> Override:
    return Override(row["starts"], row["ends"], row["removes"], row["adds"], row["level"])


def _absence(row: Record) -> Absence:
    return Absence(row["agent_id"], row["first_day"], row["last_day"], row["reason"])


def _menus(tables: Tables) -> dict[str, Menu]:
    choices = tables.by(table.ChoiceRow, "menu_id")
    return {
        row["id"]: Menu(
            row["id"],
            row["announcement"],
            {choice["key"]: _action(choice) for choice in choices[row["id"]]},
            row["default_key"],
        )
        for row in tables.all(table.MenuRow)
    }


def _lines(tables: Tables) -> dict[str, Line]:
    numbers = tables.by(table.LineNumberRow, "line_id")
    windows = tables.by(table.OpeningWindowRow, "line_id")
    behaviours = tables.by(table.BehaviourRow, "line_id")
    days = tables.by(table.NamedDaysRow, "line_id", "kind")
    forced = tables.by(table.ForcedPeriodRow, "line_id")
    return {
        row["id"]: Line(
            id=row["id"],
            name=row["name"],
            numbers=tuple(number["number"] for number in numbers[row["id"]]),
            timezone=row["timezone"],
            behaviours={Period(each["period"]): _behaviour(each) for each in behaviours[row["id"]]},
            opening_hours=tuple(map(_window, windows[row["id"]])),
            audience=Audience(row["audience"]),
            default=row["is_default"],
            order_rule=NumberRule(row["order_ask"], row["order_pattern"], row["order_tries"]),
            max_wait=row["max_wait"],
            target_wait=row["target_wait"],
            announcement_whole=row["announcement_whole"],
            tell_retention=row["tell_retention"],
            last_resort=row["last_resort"],
            internal_code=NumberRule(row["code_ask"], row["code_pattern"], row["code_tries"]),
            holidays=row["holidays"],
            closures=_named_days(days[row["id"], "closure"]),
            days_off=_named_days(days[row["id"], "day_off"]),
            around_the_clock=row["around_the_clock"],
            forced=tuple(map(_forced, forced[row["id"]])),
        )
        for row in tables.all(table.LineRow)
    }


def _behaviour(row: Record) -> Behaviour:
    return Behaviour(row["announcement"], _action(row))


def _forced(row: Record) -> ForcedPeriod:
    return ForcedPeriod(Period(row["period"]), row["starts"], row["ends"])


def _window(row: Record) -> WeeklyWindow:
    return WeeklyWindow(row["days"], row["starts"], row["ends"])


def _asked(row: Record) -> bool | NumberRule | None:
    """Whether an order number is asked for; a rule where the choice has its own."""
    ask: bool | None = row["action_order_number"]
    if ask is None or row["action_order_pattern"] is None:
        return ask
    return NumberRule(ask, row["action_order_pattern"], row["action_order_tries"])


def _action(row: Record) -> Action:
    match row["action"]:
        case "call":
            return CallTeam(row["action_team"], _asked(row))
        case "forward":
            return Forward(row["action_number"])
        case "menu":
            return OpenMenu(row["action_menu"])
        case "say":
            return Say(row["action_text"])
        case "repeat":
            return Repeat()
    return TakeMessage()
