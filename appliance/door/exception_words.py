"""Replacements in words, and those that an absence takes along, or leaves, as it is taken out. In French."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from appliance.company.model import Company
from appliance.company.names import agent_names, of_name
from appliance.company.replacing import filling, replacing_absent
from appliance.planning.moments import stretch_text
from appliance.planning.team_plan import Absence, Override


def override_words(one: Override, names: Mapping[str, str], zone: str, now: datetime | None = None) -> str:
    """« Élodie Rousseau à la place de Minh Nguyen, du jeu. 24/12 à 18 h au sam. 26/12 à 8 h »."""
    goes, comes = (names.get(agent, agent) if agent else "" for agent in (one.removes, one.adds))
    when = stretch_text(one.start, one.end, zone, now)
    if not comes:
        return f"sans {goes}, {when}"
    return f"{comes} à la place {of_name(goes)}, {when}" if goes else f"{comes} en plus, {when}"


def went_along(before: Company, absence: Absence, now: datetime) -> list[str]:
    """What an absence takes along as it is taken out: the replacements that filled its holes, from now on."""
    found = [(team.plan, one) for team in before.teams.values() for one in filling(team.plan, absence)]
    names = agent_names(before)
    return [
        f"{'Remplacement fini maintenant' if one.start < now else 'Remplacement ôté aussi'} : "
        f"{override_words(one, names, plan.timezone, now)}."
        for plan, one in found
        if one.end > now
    ]


def left_behind(after: Company, absence: Absence, now: datetime) -> list[str]:
    """What still replaces whoever was absent, once the absence is out: to be taken out apart, if it is no more due."""
    found = [(team.plan, one) for team in after.teams.values() for one in replacing_absent(team.plan, absence)]
    names = agent_names(after)
    return [
        f"Ce remplacement reste, {override_words(one, names, plan.timezone, now)} : ôtez-le s'il n'a plus lieu d'être."
        for plan, one in found
        if one.end > now
    ]
