"""Why a line is in this period, and why an agent is on call, in French. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from appliance.planning.days import in_french
from appliance.planning.holidays import HolidayCalendar
from appliance.planning.hours import Closure, Period, WeeklyWindow, covers, period_at
from appliance.planning.wall_clock import wall_clock

PERIODS = {
    Period.OPEN: "heures ouvrées",
    Period.AFTER_HOURS: "astreinte",
    Period.HOLIDAY: "jour férié",
    Period.CLOSURE: "fermeture",
}
REPLACES = re.compile(r"^remplace (?P<agent>.+) \(remplacement du ")  # as planning.rota words it


def why_period(
    hours: Sequence[WeeklyWindow],
    closures: Sequence[Closure],
    holidays: HolidayCalendar | None,
    moment: datetime,
    timezone: str,
) -> tuple[Period, str]:
    """The period of a line at an aware moment, and what makes it so: the closure's or holiday's name, the window."""
    reading = wall_clock(moment, timezone)
    period = period_at(hours, closures, holidays, moment, timezone)
    match period:
        case Period.CLOSURE:
            closure = next(one for one in closures if one.first <= reading.date() <= one.last)
            return period, f"« {closure.name} », {_days_of(closure)}"
        case Period.HOLIDAY:
            return period, str(holidays.name_of(reading.date()) if holidays else None)
        case Period.OPEN:
            return period, next(in_french(window) for window in hours if covers(window, reading))
    if not hours:
        return period, "cette ligne n'a pas d'heures ouvrées"
    return period, f"hors des heures ouvrées ({', '.join(map(in_french, hours))})"


def _days_of(closure: Closure) -> str:
    if closure.first == closure.last:
        return f"le {closure.first:%d/%m/%Y}"
    return f"du {closure.first:%d/%m/%Y} au {closure.last:%d/%m/%Y}"


def with_names(reason: str, names: Mapping[str, str]) -> str:
    """A reason of the rota, the agent who is replaced told by name."""
    found = REPLACES.match(reason)
    if found is None or found["agent"] not in names:
        return reason
    start, end = found.span("agent")
    return f"{reason[:start]}{names[found['agent']]}{reason[end:]}"
