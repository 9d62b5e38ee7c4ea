"""A company put together again from the rows of its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from appliance.calls.company import (
    Action,
    Agent,
    Audience,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    OpenMenu,
    OrderRule,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
    Team,
)
from appliance.planning.hours import Closure, Period, WeeklyWindow
from appliance.planning.rota import Absence, Override, Rotation, Shift, TeamPlan
from appliance.store import settings as table

Record = dict[str, Any]
Children = dict[Any, list[Record]]


class Tables:
    """All the rows of the settings, by table; each table is in the order of its positions."""

    def __init__(self, rows: dict[type[table.Row], Sequence[Record]]) -> None:
        self._rows = rows

    def all(self, kind: type[table.Row]) -> Sequence[Record]:
        return self._rows[kind]

    def by(self, kind: type[table.Row], *columns: str) -> Children:
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
    closures = (Closure(day["first_day"], day["last_day"], day["name"]) for day in tables.all(table.ClosureRow))
    return Company(
        name=row["name"],
        timezone=row["timezone"],
        country=row["country"],
        holidays=row["holidays"],
        closures=tuple(closures),
        agents=_agents(tables),
        teams=_teams(tables),
        lines=_lines(tables),
        menus=_menus(tables),
    )


def _agents(tables: Tables) -> dict[str, Agent]:
    phones = tables.by(table.PhoneRow, "agent_id")
    return {
        row["id"]: Agent(
            row["id"], row["name"], tuple(phone["number"] for phone in phones[row["id"]]), row["mail"], row["pin"]
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
            Ring(RingStrategy(row["strategy"]), row["ring_seconds"], row["rounds"]),
        )
        for row in tables.all(table.TeamRow)
    }


def _plans(tables: Tables) -> dict[str, TeamPlan]:
    members = tables.by(table.MemberRow, "team_id", "level")
    shifts, rotations = tables.by(table.ShiftRow, "team_id"), tables.by(table.RotationRow, "team_id")
    turns = tables.by(table.RotationAgentRow, "team_id", "rotation")
    overrides, absences = tables.by(table.OverrideRow, "team_id"), tables.by(table.AbsenceRow, "team_id")
    plans = {}
    for team in tables.all(table.TeamRow):
        key = team["id"]
        levels = (members[key, level] for level in range(1, team["levels"] + 1))
        plans[key] = TeamPlan(
            levels=tuple(tuple(row["agent_id"] for row in level) for level in levels),
            timezone=team["timezone"],
            shifts=tuple(Shift(row["agent_id"], _window(row), row["level"]) for row in shifts[key]),
            rotations=tuple(_rotation(row, turns[key, row["position"]]) for row in rotations[key]),
            overrides=tuple(map(_override, overrides[key])),
            absences=tuple(map(_absence, absences[key])),
        )
    return plans


def _rotation(row: Record, turns: Sequence[Record]) -> Rotation:
    return Rotation(
        agents=tuple(turn["agent_id"] for turn in turns),
        every_days=row["every_days"],
        handover_day=row["handover_day"],
        handover_time=row["handover_time"],
        start=row["start_day"],
        window=_window(row),
        level=row["level"],
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
            order_rule=OrderRule(row["order_ask"], row["order_pattern"], row["order_tries"]),
            max_wait=row["max_wait"],
            last_resort=row["last_resort"],
        )
        for row in tables.all(table.LineRow)
    }


def _behaviour(row: Record) -> Behaviour:
    return Behaviour(row["announcement"], _action(row))


def _window(row: Record) -> WeeklyWindow:
    return WeeklyWindow(row["days"], row["starts"], row["ends"])


def _action(row: Record) -> Action:
    match row["action"]:
        case "call":
            return CallTeam(row["action_team"], row["action_order_number"])
        case "forward":
            return Forward(row["action_number"])
        case "menu":
            return OpenMenu(row["action_menu"])
        case "say":
            return Say(row["action_text"])
    return TakeMessage()
