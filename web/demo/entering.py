"""A click in the place of the password: signed in as one of the invented accounts of the demonstration."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from appliance.store.accounts.accounts import Role, account_named, list_accounts
from web.accounts.sign_in import enter
from web.demo.site import current_demo, only_in_a_demonstration
from web.frame.gate import public

ROLES = {
    Role.MANAGER: "responsable",
    Role.ADMINISTRATOR: "administratrice",
    Role.READER: "lecture seule",
    Role.AGENT: "intervenant",
}

pages = Blueprint("entering", __name__)  # `/demo/entrer/<role>`
pages.record(only_in_a_demonstration)


@pages.post("/demo/entrer/<role>")
@public
def as_role(role: str) -> Response:
    """The first open account of this role; 404 where there is none any more."""
    site = current_demo()
    found = next((one for one in list_accounts(site.database) if one.role == role and one.open), None) or abort(404)
    return enter(site, account_named(site.database, found.name), request.form.get("suite"))


@pages.app_context_processor
def doors() -> dict[str, object]:
    """What the band of every page offers."""
    return {"demo_roles": ROLES}


@pages.get("/demo")
@public
def telephones() -> Response:
    return redirect(url_for("demo.page"))
