"""A company taken apart into the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from appliance.calls.company import (
    Action,
    Agent,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    OpenMenu,
    Say,
    TakeMessage,
    Team,
)
from appliance.planning.hours import WeeklyWindow
from appliance.store import settings as table

Record = dict[str, Any]
Placed = tuple[type[table.Row], Record]


def rows_of(company: Company) -> Iterator[Placed]:
    """Every row of the settings, in no particular order of tables."""
    yield (
        table.CompanyRow,
        {
            "id": 1,
            "name": company.name,
            "timezone": company.timezone,
            "country": company.country,
            "holidays": company.holidays,
        },
    )
    for position, closure in enumerate(company.closures):
        days = {"first_day": closure.first, "last_day": closure.last}
        yield table.ClosureRow, {"position": position, "name": closure.name, **days}
    for position, agent in enumerate(company.agents.values()):
        yield from _agent(position, agent)
    for position, team in enumerate(company.teams.values()):
        yield from _team(position, team)
        yield from _plan(team)
    for position, menu in enumerate(company.menus.values()):
        yield from _menu(position, menu)
    for position, line in enumerate(company.lines.values()):
        yield from _line(position, line)
        yield from _hours_and_behaviours(line)


def _agent(position: int, agent: Agent) -> Iterator[Placed]:
    yield (
        table.AgentRow,
        {
            "id": agent.id,
            "position": position,
            "name": agent.name,
            "mail": agent.mail,
            "pin": agent.pin,
        },
    )
    for rank, number in enumerate(agent.phones):
        yield table.PhoneRow, {"agent_id": agent.id, "position": rank, "number": number}


def _team(position: int, team: Team) -> Iterator[Placed]:
    yield (
        table.TeamRow,
        {
            "id": team.id,
            "position": position,
            "name": team.name,
            "timezone": team.plan.timezone,
            "levels": len(team.plan.levels),
            "strategy": team.ring.strategy.value,
            "ring_seconds": team.ring.seconds,
            "rounds": team.ring.rounds,
        },
    )
    for level, agents in enumerate(team.plan.levels, start=1):
        for rank, agent in enumerate(agents):
            yield table.MemberRow, {"team_id": team.id, "level": level, "position": rank, "agent_id": agent}


def _plan(team: Team) -> Iterator[Placed]:
    for rank, shift in enumerate(team.plan.shifts):
        key = {"team_id": team.id, "position": rank, "level": shift.level}
        yield table.ShiftRow, {**key, "agent_id": shift.agent, **_window(shift.window)}
    yield from _rotations(team)
    for rank, override in enumerate(team.plan.overrides):
        key = {"team_id": team.id, "position": rank, "level": override.level}
        dates = {"starts": override.start, "ends": override.end}
        yield table.OverrideRow, {**key, **dates, "removes": override.removes, "adds": override.adds}
    for rank, absence in enumerate(team.plan.absences):
        key = {"team_id": team.id, "position": rank, "agent_id": absence.agent}
        days = {"first_day": absence.first, "last_day": absence.last}
        yield table.AbsenceRow, {**key, **days, "reason": absence.reason}


def _rotations(team: Team) -> Iterator[Placed]:
    for rank, rotation in enumerate(team.plan.rotations):
        yield (
            table.RotationRow,
            {
                "team_id": team.id,
                "position": rank,
                "every_days": rotation.every_days,
                "handover_day": rotation.handover_day,
                "handover_time": rotation.handover_time,
                "start_day": rotation.start,
                "level": rotation.level,
                **_window(rotation.window),
            },
        )
        for turn, agent in enumerate(rotation.agents):
            key = {"team_id": team.id, "rotation": rank, "position": turn}
            yield table.RotationAgentRow, {**key, "agent_id": agent}


def _menu(position: int, menu: Menu) -> Iterator[Placed]:
    texts = {"announcement": menu.announcement, "default_key": menu.default}
    yield table.MenuRow, {"id": menu.id, "position": position, **texts}
    for rank, (key, action) in enumerate(menu.choices.items()):
        yield table.ChoiceRow, {"menu_id": menu.id, "key": key, "position": rank, **_action(action)}


def _line(position: int, line: Line) -> Iterator[Placed]:
    yield (
        table.LineRow,
        {
            "id": line.id,
            "position": position,
            "name": line.name,
            "timezone": line.timezone,
            "audience": line.audience.value,
            "is_default": line.default,
            "order_ask": line.order_rule.ask,
            "order_pattern": line.order_rule.pattern,
            "order_tries": line.order_rule.tries,
            "max_wait": line.max_wait,
            "last_resort": line.last_resort,
        },
    )
    for rank, number in enumerate(line.numbers):
        yield table.LineNumberRow, {"line_id": line.id, "position": rank, "number": number}


def _hours_and_behaviours(line: Line) -> Iterator[Placed]:
    for rank, window in enumerate(line.opening_hours):
        yield table.OpeningWindowRow, {"line_id": line.id, "position": rank, **_window(window)}
    for period, behaviour in line.behaviours.items():
        key = {"line_id": line.id, "period": period.value, "announcement": behaviour.announcement}
        yield table.BehaviourRow, {**key, **_action(behaviour.action)}


def _window(window: WeeklyWindow) -> Record:
    return {"days": window.days, "starts": window.start, "ends": window.end}


def _action(action: Action) -> Record:
    match action:
        case CallTeam():
            columns: Record = {"action_team": action.team, "action_order_number": action.order_number}
        case Forward():
            columns = {"action_number": action.number}
        case OpenMenu():
            columns = {"action_menu": action.menu}
        case Say():
            columns = {"action_text": action.text}
        case TakeMessage():
            columns = {}
    return {**NO_ACTION, "action": KINDS[type(action)], **columns}


KINDS: dict[type[Action], str] = {
    CallTeam: "call",
    Forward: "forward",
    OpenMenu: "menu",
    Say: "say",
    TakeMessage: "message",
}
NO_ACTION: Record = dict.fromkeys(("action_team", "action_order_number", "action_number", "action_menu", "action_text"))
