"""The settings of a company as they are at a moment, whatever the clock said when they were written. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.company.model import Company
from appliance.planning.past import ended_by


def company_at(company: Company, present: datetime) -> Company:
    """The same company where no team's former planning is said to end after this aware moment."""
    teams = {name: replace(team, plan=ended_by(team.plan, present)) for name, team in company.teams.items()}
    unchanged = all(teams[name].plan is team.plan for name, team in company.teams.items())
    return company if unchanged else replace(company, teams=teams)
