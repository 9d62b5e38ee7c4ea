"""What keeps the past months from being closed, on the dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from appliance.company.model import Company
from appliance.planning.months import Month
from appliance.planning.wall_clock import wall_clock
from appliance.store.journal.search import is_any_before
from web.calls.matter import Harm, Matter
from web.frame.gate import MANAGERS, account
from web.frame.site import Site


def of_statements(site: Site, company: Company, now: datetime) -> Iterator[Matter]:
    """A rule that is still to be fixed, once calls of a past month wait for it; for whoever may fix it. StoreError."""
    if company.compensation.settled or account().role not in MANAGERS:
        return
    today = wall_clock(now, company.timezone)
    if is_any_before(site.database, Month(today.year, today.month).start(company.timezone)):
        words = "La compensation est à fixer : aucun mois ne peut être clos"
        yield Matter(Harm.WORTH_A_LOOK, words, url_for("settings.compensation"), "Fixer")
