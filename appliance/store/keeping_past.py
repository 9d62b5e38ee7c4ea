"""What is written keeps the past of what it replaces: hours that are over stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.believed import Believed
from appliance.calls.company import Company
from appliance.store.former_plans import plan_with_past
from appliance.store.past_teams import come_back, past_teams


def with_past(before: Company | None, after: Company, now: datetime, believed: Believed | None = None) -> Company:
    """The settings to be written, with the past of those that they replace, from this aware moment back.

    `believed`: the machine's clock, for what is too old to be kept; None: everything is.
    """
    if before is None:
        return after
    left, minute = frozenset(before.agents) - frozenset(after.agents), now.replace(second=0, microsecond=0)
    teams = {
        name: replace(team, plan=plan_with_past(before.teams[name].plan, team.plan, left, now, believed))
        if name in before.teams
        else come_back(before, team, minute)
        for name, team in after.teams.items()
    }
    return replace(after, teams=teams, past_teams=past_teams(before, after, now, believed))
