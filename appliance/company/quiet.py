"""Whether somebody who is not on call may be told of a call now. Pure."""

from __future__ import annotations

from datetime import datetime

from appliance.company.model import QuietHours
from appliance.planning.wall_clock import wall_clock


def is_quiet(hours: QuietHours | None, moment: datetime, timezone: str) -> bool:
    """Whether these hours have this moment (aware), on the clock of the zone."""
    if hours is None:
        return False
    now = wall_clock(moment, timezone).time()
    if hours.start < hours.end:
        return hours.start <= now < hours.end
    return now >= hours.start or now < hours.end
