"""A company taken apart into the rows of the tables that held it until migration 19, as releases of then did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
import pytest
from peewee import Database

from appliance.company.model import (
    Action,
    Agent,
    CallTeam,
    Company,
    Forward,
    Line,
    Menu,
    NumberRule,
    OpenMenu,
    Repeat,
    Say,
    TakeMessage,
    Team,
)
from appliance.planning.compensation import Compensation
from appliance.planning.hours import DatedDays, NamedDays, WeeklyWindow
from appliance.planning.team_plan import Former, Swap, TeamPlan
from appliance.store import migrations
from appliance.store.database import open_database, writing
from appliance.store.migrations import settings_tables as table
from appliance.store.migrations.settings_json import Past, Planned
from appliance.store.migrations.settings_tables import SETTINGS, RevisionRow, Row

Record = dict[str, Any]
Placed = tuple[type[Row], Record]


def opened_at(url: str, version: int) -> Database:
    """A database that has had so many migrations, as a release of then opened it."""
    upgrade = migrations.upgrade
    with pytest.MonkeyPatch.context() as older:
        older.setattr(migrations, "NEWEST", version)
        older.setattr(migrations, "upgrade", lambda database: upgrade(database, to=version))
        return open_database(url)


def save_rows(database: Database, company: Company, number: int, at: datetime) -> None:
    """Into a database that has had no more than 18 migrations."""
    placed = list(rows_of(company))
    with writing(database):
        for kind in SETTINGS:
            for row in (row for owner, row in placed if owner is kind):
                kind.insert(row).execute(database)
        RevisionRow.insert(id=1, revision=number, saved_at=at).execute(database)


def past_team_rows(company: Company) -> Iterator[Record]:
    for position, one in enumerate(company.past_teams):
        facts = {"id": one.id, "name": one.name, "until": one.until}
        lines = msgspec.json.encode(one.lines).decode()
        yield {"position": position, **facts, "lines": lines, "plan": plan_text(one.plan)}


def plan_text(plan: TeamPlan | None) -> str | None:
    if plan is None:
        return None
    former = [(one.until, former_plan_text(one)) for one in plan.former]
    return msgspec.json.encode(Past(plan.timezone, former)).decode()


def former_plan_text(former: Former) -> str:
    exceptions = former.overrides, former.absences, former.swaps
    return msgspec.json.encode(Planned(former.levels, former.shifts, former.rotations, *exceptions)).decode()


def rule_text(rule: Compensation) -> str:
    return msgspec.json.encode(rule, order="deterministic").decode()


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
    for position, allowed in enumerate(company.allowed_numbers):
        yield table.AllowedNumberRow, {"position": position, "number": allowed.number, "name": allowed.name}
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
    yield from _named_days(company)
    for row in past_team_rows(company):
        yield table.PastTeamRow, row
    if company.compensation != Compensation():
        yield table.CompensationRow, {"id": 1, "rule": rule_text(company.compensation)}


def _named_days(company: Company) -> Iterator[Placed]:
    """The company's closures and days off, then those of each line, numbered through."""
    kept: list[tuple[str | None, str, NamedDays]] = []
    for owner, closures, days_off in (
        (None, company.closures, company.days_off),
        *((line.id, line.closures, line.days_off) for line in company.lines.values()),
    ):
        kept += [(owner, "closure", days) for days in closures]
        kept += [(owner, "day_off", days) for days in days_off]
    for position, (owner, kind, days) in enumerate(kept):
        first, last = _days(days)
        row = {"position": position, "line_id": owner, "kind": kind, "name": days.name}
        yield table.NamedDaysRow, {**row, "first_day": first, "last_day": last}


def _days(days: NamedDays) -> tuple[str, str]:
    if isinstance(days, DatedDays):
        return days.first.isoformat(), days.last.isoformat()
    return "{:02}-{:02}".format(*days.first), "{:02}-{:02}".format(*days.last)


def _agent(position: int, agent: Agent) -> Iterator[Placed]:
    yield (
        table.AgentRow,
        {
            "id": agent.id,
            "position": position,
            "name": agent.name,
            "mail": agent.mail,
            "pin": None,
            "code_hash": agent.pin,
            "until": agent.until,
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
            "fairness_days": team.ring.fairness_days,
        },
    )
    for level, agents in enumerate(team.plan.levels, start=1):
        for rank, agent in enumerate(agents):
            yield table.MemberRow, {"team_id": team.id, "level": level, "position": rank, "agent_id": agent}


def _plan(team: Team) -> Iterator[Placed]:
    for rank, shift in enumerate(team.plan.shifts):
        key = {"team_id": team.id, "position": rank, "level": shift.level}
        days = {"first_day": shift.first, "last_day": shift.last}
        yield table.ShiftRow, {**key, "agent_id": shift.agent, **_window(shift.window), **days}
    yield from _rotations(team)
    for rank, former in enumerate(team.plan.former):
        key = {"team_id": team.id, "position": rank}
        yield table.FormerPlanRow, {**key, "until": former.until, "plan": former_plan_text(former)}
    for rank, swap in enumerate(team.plan.swaps):
        yield table.SwapRow, {"team_id": team.id, "position": rank, **_swap(swap)}
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
                "name": rotation.name,
                **_window(rotation.window),
            },
        )
        for turn, agent in enumerate(rotation.agents):
            key = {"team_id": team.id, "rotation": rank, "position": turn}
            yield table.RotationAgentRow, {**key, "agent_id": agent}


def _swap(swap: Swap) -> Record:
    return {
        "giver": swap.giver,
        "taker": swap.taker,
        "starts": swap.start,
        "ends": swap.end,
        "back_starts": swap.back_start,
        "back_ends": swap.back_end,
        "giver_agreed": swap.giver in swap.agreed,
        "taker_agreed": swap.taker in swap.agreed,
        "refused": swap.refused,
    }


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
            "target_wait": line.target_wait,
            "announcement_whole": line.announcement_whole,
            "tell_retention": line.tell_retention,
            "last_resort": line.last_resort,
            "holidays": line.holidays,
            "around_the_clock": line.around_the_clock,
            "code_ask": line.internal_code.ask,
            "code_pattern": line.internal_code.pattern,
            "code_tries": line.internal_code.tries,
        },
    )
    for rank, number in enumerate(line.numbers):
        yield table.LineNumberRow, {"line_id": line.id, "position": rank, "number": number}


def _hours_and_behaviours(line: Line) -> Iterator[Placed]:
    for rank, window in enumerate(line.opening_hours):
        yield table.OpeningWindowRow, {"line_id": line.id, "position": rank, **_window(window)}
    for rank, forced in enumerate(line.forced):
        key = {"line_id": line.id, "position": rank, "period": forced.period.value}
        yield table.ForcedPeriodRow, {**key, "starts": forced.start, "ends": forced.end}
    for period, behaviour in line.behaviours.items():
        key = {"line_id": line.id, "period": period.value, "announcement": behaviour.announcement}
        yield table.BehaviourRow, {**key, **_action(behaviour.action)}


def _window(window: WeeklyWindow) -> Record:
    return {"days": window.days, "starts": window.start, "ends": window.end}


def _asked(rule: bool | NumberRule | None) -> Record:
    if isinstance(rule, NumberRule):
        own = {"action_order_pattern": rule.pattern, "action_order_tries": rule.tries}
        return {"action_order_number": rule.ask, **own}
    return {"action_order_number": rule}


def _action(action: Action) -> Record:
    match action:
        case CallTeam():
            columns: Record = {"action_team": action.team, **_asked(action.order_number)}
        case Forward():
            columns = {"action_number": action.numbers}
        case OpenMenu():
            columns = {"action_menu": action.menu}
        case Say():
            columns = {"action_text": action.text}
        case TakeMessage() | Repeat():
            columns = {}
    return {**NO_ACTION, "action": KINDS[type(action)], **columns}


KINDS: dict[type[Action], str] = {
    CallTeam: "call",
    Forward: "forward",
    OpenMenu: "menu",
    Say: "say",
    Repeat: "repeat",
    TakeMessage: "message",
}
NO_ACTION: Record = dict.fromkeys(
    (
        "action_team",
        "action_order_number",
        "action_order_pattern",
        "action_order_tries",
        "action_number",
        "action_menu",
        "action_text",
    )
)
