"""What agents say of a call once it is over, in French. Pure."""

from __future__ import annotations

from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.planning.moments import long_day
from appliance.planning.wall_clock import wall_clock
from appliance.store.statements.done import Done, State

STATES = {State.CLOSED: "intervention close", State.TO_RETURN: "il faut y retourner"}


def whose_note(one: Done, company: Company | None, timezone: str) -> str:
    """« vendredi 25 décembre 2026, Claire Durand »."""
    return f"{long_day(wall_clock(one.at, timezone).date())}, {agent_name(company, one.agent)}"
