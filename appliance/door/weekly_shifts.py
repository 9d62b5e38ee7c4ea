"""A team's rotations and weekly shifts put in the place of others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from appliance.company.model import Company
from appliance.company.replacing import with_plan
from appliance.door.refusing import Refused
from appliance.planning.dated_shifts import put_from
from appliance.planning.rotation_groups import Turns, put_in, turns_in
from appliance.planning.team_plan import Shift, TeamPlan

TOO_LATE = (
    "Un créneau ne change qu'à partir d'aujourd'hui : les heures faites le sont. Pour les corriger, notez un "
    "remplacement à ces dates-là."
)
GONE = "Le planning vient de changer ; revoyez-le, puis enregistrez de nouveau."


LEFT = "Cet intervenant n'est plus dans l'entreprise ; choisissez-en un autre."


def with_rotations(company: Company, team: str, former: Turns | None, turns: Turns | None) -> Company:
    """A rotation in the place of another; None: nothing was there, or nothing comes. Refused."""
    plan = plan_of(company, team, turns.agents if turns else ())
    if former is not None and former not in turns_in(plan.rotations):
        raise Refused([GONE])
    return with_plan(company, team, replace(plan, rotations=put_in(plan.rotations, former, turns)))


def soonest(shift: Shift | None, today: date) -> date:
    """From which day on a shift changes where no other is chosen: today, or its first day where that is to come."""
    return max(today, shift.first) if shift is not None and shift.first is not None else today


def with_shifts(
    company: Company, team: str, former: Shift | None, shift: Shift | None, since: date, today: date
) -> Company:
    """A weekly shift in the place of another from a day on. Refused, ValueError."""
    plan = plan_of(company, team, [shift.agent] if shift else ())
    if former is not None and former not in plan.shifts:
        raise Refused([GONE])
    return with_plan(company, team, replace(plan, shifts=put_from(plan.shifts, former, shift, since, today)))


def plan_of(company: Company, team: str, agents: Collection[str]) -> TeamPlan:
    """The planning of a team as it stands. Refused where it, or one of these agents, has left the company meanwhile."""
    if team not in company.teams:
        raise Refused([GONE])
    if not set(agents) <= set(company.agents):
        raise Refused([LEFT])
    return company.teams[team].plan
