"""Calendars by secret address: `/ics/<secret>.ics`. Read only; the secret is the only key."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, abort, request
from peewee import Database

from appliance.company.present import company_at
from appliance.notify.feeds import feed_file
from appliance.store.accounts.feeds import feed_behind
from appliance.store.errors import StoreError
from appliance.store.settings.snapshot import load_company, saved_at
from web.frame.site import current_site

LONGEST = 100  # letters of a secret; ours have 43


pages = Blueprint("feeds", __name__)  # one page, for calendars alone


@pages.get("/ics/<secret>.ics")
def feed(secret: str) -> Response:
    site = current_site()
    try:
        file = file_of(site.database, secret, site.now())
    except StoreError:
        abort(503)
    if file is None:
        abort(404)
    answer = Response(file, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = 'inline; filename="astreinte.ics"'
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def file_of(database: Database, secret: str, now: datetime) -> bytes | None:
    """The calendar behind a secret, None where there is none. Raises StoreError."""
    found = feed_behind(database, secret) if len(secret) <= LONGEST else None
    company, stamp = load_company(database), saved_at(database)
    if found is None or company is None or stamp is None:
        return None
    return feed_file(company_at(company, now), *found, now, stamp)
