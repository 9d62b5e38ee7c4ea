"""Who would be rung tonight: each line from when its calls next go to people on call, level by level. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from appliance.calls.duty import TeamOnDuty, cuts, duty
from appliance.company.hours import hours_of
from appliance.company.model import Company, Line
from appliance.planning.hours import Period, periods

DAY = timedelta(days=1)
NIGHT = timedelta(hours=14)  # from the evening to the morning


@dataclass(frozen=True)
class Watch:
    """The teams that a line would ring from `start` (UTC) on."""

    start: datetime
    teams: tuple[TeamOnDuty, ...]

    @property
    def people(self) -> list[tuple[str, int]]:
        """Each agent once, by name, with their level: in the order in which they ring."""
        return list(dict.fromkeys((one.name, one.level) for team in self.teams for one in team.agents))


@dataclass(frozen=True)
class Night:
    """A line until the next morning: who is on call, then who relieves them."""

    line: Line
    watches: tuple[Watch, ...]


def nights(company: Company, now: datetime) -> list[Night]:
    """The coming night of each line that rings anybody then. `now`: the company's clock, aware."""
    found = [Night(line, tuple(_watches(company, line, now))) for line in company.lines.values()]
    return [night for night in found if night.watches]


def _watches(company: Company, line: Line, now: datetime) -> Iterator[Watch]:
    start, end = _night(company, line, now)
    before: object = None
    for cut in [start, *sorted(one for one in set(cuts(company, line, start, end)) if one > start)]:
        here = duty(company, line, cut)
        if here.teams and here.signature != before:
            yield Watch(cut, here.teams)
        before = here.signature


def _night(company: Company, line: Line, now: datetime) -> tuple[datetime, datetime]:
    """From when the line next is not open, now for one that is open all day, to when it opens."""
    for start, end, period in periods(hours_of(company, line), now, now + DAY):
        if period is not Period.OPEN:
            begins = max(start, now).astimezone(UTC)
            return begins, min(end, begins + NIGHT)
    return now.astimezone(UTC), now.astimezone(UTC) + NIGHT
