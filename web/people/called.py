"""Which lines call each team, by which keys of their menus, and who of it is on call now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from appliance.company.actions import comes_back, named_by
from appliance.company.key_purposes import key_purposes
from appliance.company.model import Company, Line
from appliance.company.names import agent_names
from appliance.company.routes import routes, teams_reached
from appliance.planning.moments import near_text
from appliance.planning.publication import planned_shifts
from web.planning.my_day import AHEAD


def callers_of(company: Company) -> Mapping[str, list[str]]:
    """« Dépannage ascenseurs, touche 2 (personne bloquée) », for each team that a line may call, whatever the hour."""
    found: dict[str, list[str]] = {}
    for line in company.lines.values():
        for team in reached_by(company, line):
            keys = keys_to(company, line, team)
            found.setdefault(team, []).append(f"{line.name}, {' ou '.join(keys)}" if keys else line.name)
    return found


def reached_by(company: Company, line: Line) -> list[str]:
    """The teams that it may call, each once."""
    every = [teams_reached(company, line, behaviour.action) for behaviour in line.behaviours.values()]
    return list(dict.fromkeys(one.team for some in every for one in some))


def keys_to(company: Company, line: Line, team: str) -> list[str]:
    """« touche 2 (personne bloquée) », « touches 1 puis 3 »: each way through its menus; none where it needs no key."""
    purposes = key_purposes(company)
    told: dict[tuple[str, ...], str] = {}
    for behaviour in line.behaviours.values():
        menu = named_by(behaviour.action).menu
        for route in routes(company, behaviour.action):
            if named_by(route.action).team != team or comes_back(route.action):
                continue
            if not route.keys:
                return []
            purpose = purposes.get((menu or "", route.keys[0])) if len(route.keys) == 1 else None
            words = f"touche{'s' if len(route.keys) > 1 else ''}\u00a0{' puis '.join(route.keys)}"
            told[route.keys] = f"{words} ({purpose})" if purpose else words
    return list(told.values())


def holders_of(company: Company, now: datetime) -> Mapping[str, list[str]]:
    """« Minh Nguyen jusqu'à lundi 8 h », « niveau 2, Sophie Lefèvre », for each team; as they are rung."""
    names = agent_names(company)
    found: dict[str, list[str]] = {}
    plans = {team.id: team.plan for team in company.teams.values()}
    here = [one for one in planned_shifts(plans, now, now + AHEAD) if one.start <= now]
    for one in sorted(here, key=lambda shift: shift.level):
        ends = one.end < now + AHEAD
        until = f" jusqu'à\u00a0{near_text(one.end, now, plans[one.team].timezone)}" if ends else ""
        told = found.setdefault(one.team, [])
        level = f"niveau\u00a0{one.level}, " if one.level > 1 else ""
        told.append(f"{level}{names.get(one.agent, one.agent)}{until}")
    return found
