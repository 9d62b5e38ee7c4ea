"""A conversation that was recorded, heard on the page of its call."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from appliance.company.own_lines import is_own_line
from appliance.disclosure.journal import read_call
from web.frame.gate import ALL, READERS, account, open_to
from web.frame.recordings import recording_answer
from web.frame.site import current_site, today_of
from web.sight import own_sight

pages = Blueprint("talks", __name__)  # under `/appels`


@pages.get("/appels/<call_id>/conversations/<file>/son")
@open_to(ALL)
def sound(call_id: str, file: str) -> Response:
    """To whoever may open the page of the call."""
    site = current_site()
    company = site.company()
    found = read_call(site.database, own_sight(site), call_id) or abort(404)
    if account().role not in READERS and not is_own_line(company, account().agent, found["line"], today_of(company)):
        abort(404)
    if file not in {talk["file"] for talk in found["talks"]}:
        abort(404)
    return recording_answer(file)
