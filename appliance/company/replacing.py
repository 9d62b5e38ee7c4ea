"""Exceptions put into a company's planning, and taken out: replacements of one team, absences of everybody. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from appliance.company.model import Company
from appliance.planning.spans import Interval
from appliance.planning.team_plan import Absence, Override, TeamPlan
from appliance.planning.wall_clock import midnight

DAY = timedelta(days=1)
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


def without_absence(company: Company, absence: Absence, now: datetime) -> Company:
    """Less this absence and the replacements that filled its holes, in every team, but for the hours done `now`."""
    for team in company.teams.values():
        kept = tuple(one for one in team.plan.absences if one != absence)
        gone = filling(team.plan, absence)
        overrides = tuple(left for one in team.plan.overrides for left in (_done(one, now) if one in gone else [one]))
        company = with_plan(company, team.id, replace(team.plan, absences=kept, overrides=overrides))
    return company


def _done(override: Override, now: datetime) -> list[Override]:
    """What of a replacement is over: whoever came has done those hours."""
    end = min(override.end, now.replace(second=0, microsecond=0))
    return [replace(override, end=end)] if override.start < end else []


def filling(plan: TeamPlan, absence: Absence) -> list[Override]:
    """Those written to fill its holes; less what another absence of the same agent leaves empty too."""
    others = [one for one in plan.absences if one.agent == absence.agent and one != absence]
    return [
        one
        for one in replacing_absent(plan, absence)
        if one.fills and is_within(one, days_of(absence, plan.timezone)) and not any_meets(plan, others, one)
    ]


def replacing_absent(plan: TeamPlan, absence: Absence) -> list[Override]:
    """The replacements of whoever is absent, in hours of the absence."""
    return [one for one in plan.overrides if one.removes == absence.agent and any_meets(plan, [absence], one)]


def any_meets(plan: TeamPlan, absences: Collection[Absence], override: Override) -> bool:
    days = (days_of(one, plan.timezone) for one in absences)
    return any(override.start < end and start < override.end for start, end in days)


def is_within(override: Override, span: Interval) -> bool:
    return span[0] <= override.start and override.end <= span[1]


def days_of(absence: Absence, timezone: str) -> Interval:
    """From the midnight that begins its first day to the one that ends its last, on the clock of the zone."""
    return midnight(absence.first, timezone), midnight(absence.last + DAY, timezone)


def with_plan(company: Company, team: str, plan: TeamPlan) -> Company:
    return replace(company, teams={**company.teams, team: replace(company.teams[team], plan=plan)})
