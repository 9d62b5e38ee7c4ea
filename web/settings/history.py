"""Historique: each change of the settings with its difference, any of them gone back to, the last one undone."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from appliance.calls.text_lengths import STATE
from appliance.company.model import Company
from appliance.door import Refused
from appliance.door.returning import ALREADY, ChangedSince, go_back, prospect, undo
from appliance.door.settings import Changed
from appliance.planning.moments import long_moment
from appliance.store.errors import StoreError
from appliance.store.settings.history import (
    Revision,
    compared,
    content_of,
    list_revisions,
    revision_before,
    revision_numbered,
)
from appliance.store.settings.snapshot import revision
from web.frame.french_form import FrenchForm
from web.frame.gate import MANAGERS, account, open_to
from web.frame.seen import token
from web.frame.site import current_site, zone_of
from web.settings.blueprint import pages
from web.settings.saving import tell_saved
from web.text_fields import Carried

Page = str | Response | tuple[str, int]
ROWS = 50  # revisions on one page
HIGHEST = 999_999_999  # number of a revision
ONE = f"/reglages/historique/<int(max={HIGHEST}):number>"


class ReturnForm(FrenchForm):
    """`seen`: the revision against which the difference was shown."""

    seen = Carried(longest=STATE)


@pages.get("/reglages/historique")
@open_to(MANAGERS)
def past() -> Page:
    site = current_site()
    before = number_in(request.args.get("avant", ""))
    found = list_revisions(site.database, limit=ROWS + 1, before=before)
    older = found[ROWS - 1].number if len(found) > ROWS else None
    newest = found[0].number if found and before is None else None
    zone = zone_of(site.company())
    return render_template("settings/history.html", revisions=found[:ROWS], older=older, newest=newest, zone=zone)


@pages.get(ONE)
@open_to(MANAGERS)
def past_one(number: int) -> Page:
    site, one = current_site(), asked(number)
    then, newest = content_of(site.database, number), revision(site.database)
    former = revision_before(site.database, number)
    facts = {
        "one": one,
        "in_force": number == newest,
        "why_not": then.why,
        "former": former,
        "changed": compared(content_of(site.database, former.number), then) if former else None,
        "since": None if number == newest else compared(then, content_of(site.database, newest)),
        "zone": zone_of(site.company()),
    }
    return render_template("settings/revision.html", **facts)


def number_in(text: str) -> int | None:
    """The number of a revision that an address or a form gives; None for what is none."""
    return int(text) if text.isdecimal() and len(text) < len(str(HIGHEST)) else None


def asked(number: int) -> Revision:
    """The revision of that address; what is not kept any more is not found."""
    return revision_numbered(current_site().database, number) or abort(404)


@pages.route(f"{ONE}/revenir", methods=["GET", "POST"])
@open_to(MANAGERS)
def go_back_to(number: int) -> Page:
    one, form = asked(number), ReturnForm()
    site = current_site()
    newest = revision(site.database)
    company = site.company() or abort(404)
    if request.method == "GET" or not form.validate():
        return looked_at(one, form, company, newest)
    if form.seen.data != token(newest):
        return looked_at(one, form, company, newest, 409)
    who, now, at = account().name, site.now(), site.real_clock()
    try:
        made = go_back(site.database, one, newest, by=who, now=now, at=at)
    except (Refused, StoreError):
        return looked_at(one, form, site.company() or company, revision(site.database), 409)
    tell_saved(site, made)
    flash(f"Les réglages du {long_moment(one.at, company.timezone)} sont de nouveau en vigueur.")
    return redirect(url_for("settings.past_one", number=revision(site.database)), code=303)


def looked_at(one: Revision, form: ReturnForm, company: Company, newest: int, status: int = 200) -> Page:
    """What the return would change from now, and its button where nothing refuses it."""
    site = current_site()
    form.seen.data = token(newest)
    facts: dict[str, object] = {"one": one, "form": form, "zone": zone_of(company), "meanwhile": status == 409}
    try:
        found = prospect(site.database, company, one.number, site.now())
    except (Refused, StoreError) as error:
        sentences = error.sentences if isinstance(error, Refused) else [str(error)]
        return render_template("settings/return.html", problems=sentences, **facts), status
    problems = found.errors or ([] if found.told else [ALREADY])
    return render_template("settings/return.html", problems=problems, found=found, **facts), status


@pages.post("/reglages/annuler")
@open_to(MANAGERS)
def undo_last() -> Page:
    site = current_site()
    number = number_in(request.form.get("revision", "")) or abort(400)
    who, now, at = account().name, site.now(), site.real_clock()
    try:
        made = undo(site.database, number, by=who, now=now, at=at)
    except Refused as error:
        status = 409 if isinstance(error, ChangedSince) else 422
        return render_template("settings/not_undone.html", problems=error.sentences, status=status), status
    tell_saved(site, made)
    flash("C'est annulé : les réglages sont de nouveau ceux d'avant.")
    return redirect(page_again(request.form.get("page", ""), made), code=303)


def page_again(address: str, made: Changed) -> str:
    """The page on which « Annuler » was pressed; the history where that page was of something that is no more."""
    parts, addresses = urlsplit(address), current_app.create_url_adapter(request)
    try:
        _, values = addresses.match(parts.path, method="GET") if addresses else ("", {})
    except (HTTPException, RequestRedirect):
        return url_for("settings.past")
    if known(made.before).difference(known(made.after)).intersection(map(str, values.values())):
        return url_for("settings.past")
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def known(company: Company | None) -> set[str]:
    """The identifiers that an address may name."""
    return {*company.agents, *company.teams, *company.lines, *company.menus} if company else set()
