"""The page behind the link of a publication's mail: what was published, and a button that says it was read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template
from peewee import Database
from werkzeug.wrappers import Response

from appliance.store.errors import StoreError
from appliance.store.publications.publications import acknowledge, addressed_by, read_publication
from web.frame.dead_link import DeadLink
from web.frame.site import current_site
from web.planning.own_publication import told_to

Answer = tuple[str, dict[str, str]]
LONGEST = 100  # letters of a secret; ours have 43


# GET shows and changes nothing: mail scanners open links. POST records.
pages = Blueprint("acknowledgements", __name__, template_folder="templates")


@pages.get("/astreinte/accuse/<secret>")
def show(secret: str) -> Answer:
    addressee, publication = found(current_site().database, secret)
    page = render_template("acknowledgement.html", **told_to(current_site(), publication, addressee))
    return page, {"Referrer-Policy": "same-origin"}  # with no-referrer, the form's POST would say `Origin: null`


@pages.post("/astreinte/accuse/<secret>")
def record(secret: str) -> Response:
    site = current_site()
    addressee, publication = found(site.database, secret)
    now = site.now()
    by = f"{addressee['agent_name']}, par le lien"
    try:
        acknowledge(site.database, publication["number"], addressee["agent_id"], at=now, by=by)
    except StoreError:
        abort(503)
    return redirect(f"/astreinte/accuse/{secret}", code=303)


def found(database: Database, secret: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The agent and the publication of a link; 404 for an unknown one, 503 when the database does not answer."""
    try:
        addressee = addressed_by(database, secret) if len(secret) <= LONGEST else None
        publication = read_publication(database, addressee["publication"]) if addressee else None
    except StoreError:
        abort(503)
    if addressee is None or publication is None:
        raise DeadLink
    return addressee, publication
