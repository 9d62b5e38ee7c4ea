"""What is written keeps the past of what it replaces: hours that are over stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.believed import Believed
from appliance.calls.accounting import lines_by_team
from appliance.company.model import Company, Team
from appliance.store.past_teams import called_again, come_back, past_teams
from appliance.store.settings.former_plans import plan_with_past


def with_past(before: Company | None, after: Company, now: datetime, believed: Believed | None = None) -> Company:
    """The settings to be written, with the past of those that they replace, from this aware moment back.

    `believed`: the machine's clock, for what is too old to be kept; None: everything is.
    """
    if before is None:
        return after
    left, minute = frozenset(before.agents) - frozenset(after.agents), now.replace(second=0, microsecond=0)
    called, still = lines_by_team(before), lines_by_team(after)

    def with_its_past(team: Team) -> Team:
        if team.id not in before.teams:
            return come_back(before, team, minute)
        plan = plan_with_past(before.teams[team.id].plan, team.plan, left, now, believed)
        again = team.id in still and team.id not in called
        return replace(team, plan=called_again(before, plan, team.id, minute) if again else plan)

    teams = {name: with_its_past(team) for name, team in after.teams.items()}
    return replace(after, teams=teams, past_teams=past_teams(before, after, now, believed))
