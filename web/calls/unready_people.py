"""Who will be on call and may not be reached, on the dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for

from appliance.checks.daily_report import unready_soon
from appliance.checks.readiness import Lack, Unready
from appliance.company.model import Company
from web.calls.matter import Harm, Matter
from web.frame.gate import MANAGERS, account
from web.frame.site import Site
from web.sight import own_sight

SOON = timedelta(days=7)  # that duties are looked at


def of_people(site: Site, company: Company, now: datetime) -> Iterator[Matter]:
    """Who will be on call and may not be reached, together; no number at all is told by a finding. StoreError.

    Tests of people's telephones are for who manages them.
    """
    if account().role not in MANAGERS:
        return
    lacking = [one for one in unready_soon(site.database, company, now, now + SOON) if one.lack is not Lack.NO_PHONE]
    for serious, harm in ((True, Harm.CALLS_LATE), (False, Harm.WORTH_A_LOOK)):
        some = [one for one in lacking if one.serious is serious]
        if some:
            seen, first = own_sight(site), max(some[0].start, now)
            details = tuple(f"{seen.text(one.said)} {one.remedy}" for one in some)
            yield Matter(harm, unready_words(some), url_for("people.page"), "Intervenants", details, first)


def unready_words(some: list[Unready]) -> str:
    """« Claire Durand, bientôt d'astreinte, n'est peut-être pas joignable »."""
    if len(some) == 1:
        return f"{some[0].agent.name}, bientôt d'astreinte, n'est peut-être pas joignable"
    return f"{len(some)} personnes bientôt d'astreinte ne sont peut-être pas joignables"
