"""The hours of a line as they are drawn above a week: a strip a period, cut at each midnight. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from appliance.company.hours import readable_hours
from appliance.company.model import Company, Line
from appliance.planning.explanation import PERIODS
from appliance.planning.hours import Period, periods
from appliance.planning.wall_clock import wall_clock
from web.planning.month import short_clock
from web.planning.scale import Scale, Spot


@dataclass(frozen=True)
class Strip:
    """A period of the line in one day."""

    period: Period
    begins: Spot
    ends: Spot
    words: str


def strips_of(company: Company, line: Line, scale: Scale, zone: str) -> list[Strip]:
    """The periods of a line, cut at each midnight."""
    found, kept = [], readable_hours(company, line)
    for here, there in pairwise(scale.midnights):
        for start, end, period in periods(kept, here, there):
            first, last = wall_clock(start, zone), wall_clock(end, zone)
            hours = f"{short_clock(first)} → {short_clock(last) if end < there else '24 h'}"
            told = "toute la journée" if (start, end) == (here, there) else hours
            found.append(Strip(period, scale.spot(start), scale.spot(end), f"{PERIODS[period]} {told}"))
    return found
