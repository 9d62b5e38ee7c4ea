"""Whether what is planned was published: what the planning's button to publish says, and of which line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.company.model import Company, Line
from appliance.notify.publishing import propose
from appliance.planning.moments import yearly_day
from appliance.planning.months import end_of_next_month
from appliance.planning.wall_clock import wall_clock
from appliance.store.publications.publications import list_publications
from web.frame.site import Site


@dataclass(frozen=True)
class Published:
    """`line`: the first whose planning is not what was published, None where all is; `since`: the day of the last one.

    In words, « 14 novembre »; nothing where none was published.
    """

    line: str | None
    since: str = ""


def published_of(site: Site, company: Company, lines: Sequence[Line], now: datetime) -> Published:
    """Of these lines, until the end of next month. StoreError."""
    for line in lines:
        today = wall_clock(now, line.timezone).date()
        if propose(site.database, company, line, today, end_of_next_month(today), now).succession.changes:
            return Published(line.id)
    found = [one for line in lines for one in list_publications(site.database, line.id)[:1]]
    if not found:
        return Published(None)
    last = max(found, key=lambda one: one["published_at"])
    day = wall_clock(last["published_at"], last["timezone"]).date()
    return Published(None, yearly_day(day.month, day.day))
