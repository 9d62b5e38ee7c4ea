"""What a planning was, read by a clock that may have been set back since it was written. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.planning.team_plan import TeamPlan


def ended_by(plan: TeamPlan, present: datetime) -> TeamPlan:
    """The plan as it is at an aware present moment: no former planning goes on.

    One whose end is still to come was replaced under a clock that has been set back since. The first of these is what
    was planned until then, and it ends now; those after it never were.
    """
    late = [one for one in plan.former if one.until > present]
    if not late:
        return plan
    ended = [one for one in plan.former if one.until <= present]
    return replace(plan, former=(*ended, replace(late[0], until=present)))
