"""Exceptions put into a company's planning, and taken out: replacements of one team, absences of everybody. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from appliance.company.model import Company
from appliance.planning.team_plan import Absence, Override, TeamPlan

LONGEST = timedelta(days=400)  # the checks walk through every day of a replacement, while the settings are held


def with_override(company: Company, team: str, override: Override) -> Company:
    """One more exception, written last: it has the last word. ValueError, in French, for what cannot be."""
    if override.end <= override.start:
        raise ValueError("La fin doit être après le début.")
    if override.end - override.start > LONGEST:
        raise ValueError("Un remplacement dure 400 jours au plus ; pour toujours, changez plutôt le planning.")
    if override.adds is None and override.removes is None:
        raise ValueError("Dites qui est remplacé, ou qui vient.")
    if override.adds == override.removes:
        raise ValueError("C'est la même personne ; choisissez-en une autre.")
    plan = company.teams[team].plan
    return with_plan(company, team, replace(plan, overrides=(*plan.overrides, override)))


def without_override(company: Company, team: str, override: Override) -> Company:
    """Less this exception; the same company where it is gone already."""
    plan = company.teams[team].plan
    return with_plan(company, team, replace(plan, overrides=tuple(one for one in plan.overrides if one != override)))


def with_absence(company: Company, absence: Absence) -> Company:
    """One more absence, in every team. ValueError, in French, for what cannot be."""
    if absence.last < absence.first:
        raise ValueError("Le dernier jour doit suivre le premier.")
    for team in company.teams.values():
        if absence not in team.plan.absences:
            company = with_plan(company, team.id, replace(team.plan, absences=(*team.plan.absences, absence)))
    return company


def without_absence(company: Company, absence: Absence) -> Company:
    """Less this absence, in every team."""
    for team in company.teams.values():
        kept = tuple(one for one in team.plan.absences if one != absence)
        company = with_plan(company, team.id, replace(team.plan, absences=kept))
    return company


def with_plan(company: Company, team: str, plan: TeamPlan) -> Company:
    return replace(company, teams={**company.teams, team: replace(company.teams[team], plan=plan)})
