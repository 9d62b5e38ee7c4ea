"""What is done once a day at an hour of the clock on the wall. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from appliance.planning.wall_clock import DAY, instants, wall_clock

LATE = timedelta(hours=6)  # after which the day's is not worth doing any more


def due_day(at: time, timezone: str, moment: datetime) -> date | None:
    """The local day whose `at` came at most `LATE` before this aware moment; None where none did.

    Of an hour that comes twice, or never, the first moment that it may be counts: each day is due once.
    """
    today = wall_clock(moment, timezone).date()
    for day in (today, today - DAY):
        begins = min(instants(datetime.combine(day, at), timezone))
        if begins <= moment < begins + LATE:
            return day
    return None
