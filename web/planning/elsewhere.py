"""Whoever is replaced in one team, and is on call for others in the same hours: said, with the way to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request, url_for

from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.planning.moments import read_moment
from appliance.planning.rota import windows

LONGEST = timedelta(days=92)  # of the hours that are looked through
ASKED = ("de", "vient", "debut", "fin")  # of the address of the form, and of where one goes from it


@dataclass(frozen=True)
class Elsewhere:
    """`words`: « Claire Durand est aussi d'astreinte à ces heures »; `teams`: a name and a form filled in, each."""

    words: str
    teams: list[tuple[str, str]]


def elsewhere(company: Company, team: str) -> Elsewhere | None:
    """Of whom the address says to be replaced in a team; None where it says nobody, or they have no other team then."""
    asked: dict[str, Any] = {name: request.args.get(name, "") for name in ASKED}
    agent, plan = asked["de"], company.teams[team].plan
    try:
        start, end = (read_moment(asked[name], plan.timezone).moment for name in ("debut", "fin"))
    except ValueError:
        return None
    others = other_teams(company, team, agent, start, end) if start < end <= start + LONGEST else []
    if not others:
        return None
    by_week: dict[str, Any] = {"vue": "semaine"} if request.args.get("vue") == "semaine" else {}
    ways = [(company.teams[one].name, url_for("planning.give", equipe=one, **asked, **by_week)) for one in others]
    return Elsewhere(f"{agent_name(company, agent)} est aussi d'astreinte à ces heures", ways)


def other_teams(company: Company, team: str, agent: str, start: datetime, end: datetime) -> list[str]:
    """The teams but this one for which an agent is on call at some moment of [start, end), by identifier."""
    return [
        one.id
        for one in company.teams.values()
        if one.id != team
        and any(entry.agent == agent for _, _, entries in windows(one.plan, start, end) for entry in entries)
    ]
