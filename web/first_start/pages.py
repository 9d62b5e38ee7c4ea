"""`/demarrer`: one form, judged before it is saved; then what is left to do."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from appliance.checks import Finding, check_company, has_error
from appliance.company.model import Company
from appliance.door import Refused, settings
from appliance.notify.mail import MailChannel
from appliance.store.errors import Overtaken
from web.first_start.company import typed_company
from web.first_start.form import FirstForm, first_errors, missing_people, usual
from web.first_start.telling import means_of, told_tries
from web.frame.gate import MANAGERS, account, open_to
from web.frame.site import current_site
from web.frame.warned import warn
from web.settings.editing import FRAGMENT, Page

pages = Blueprint("first_start", __name__, template_folder="templates")


@pages.route("/demarrer", methods=["GET", "POST"])
@open_to(MANAGERS)
def begin() -> Page:
    site = current_site()
    if site.company() is not None:
        return redirect(url_for("first_start.then"))
    form = FirstForm(data=None if request.method == "POST" else usual())
    if not form.validate_on_submit():
        return shown(form, 422 if request.method == "POST" else 200, problems=first_errors(form))
    if missing := missing_people(form):
        return shown(form, 422, problems=missing)
    try:
        company = typed_company(form, site.now())
    except Refused as error:
        return shown(form, 422, problems=error.sentences)
    found = check_company(company, site.now())
    if request.form.get("do") == "check" or has_error(found):
        return shown(form, 422 if has_error(found) else 200, found=found)
    return saved(company)


def saved(company: Company) -> Page:
    site = current_site()
    who, now, at = account().name, site.now(), site.real_clock()
    try:
        settings.put(site.database, company, by=who, now=now, at=at, seen=0)
    except Overtaken:
        warn("Une entreprise vient d'être enregistrée par quelqu'un d'autre.")
    else:
        flash("Votre ligne est prête.")
    return redirect(url_for("first_start.then"), code=303)


def shown(
    form: FirstForm, status: int = 200, problems: list[str] | None = None, found: list[Finding] | None = None
) -> tuple[str, int]:
    facts = {"problems": problems or [], "found": found or [], "checked": request.method == "POST"}
    if request.headers.get(FRAGMENT):
        return render_template("found.html", **facts), status
    return render_template("first_start/begin.html", form=form, **facts), status


@pages.get("/demarrer/suite")
@open_to(MANAGERS)
def then() -> str | Response:
    site = current_site()
    company = site.company()
    if company is None:
        return redirect(url_for("first_start.begin"))
    mute = [agent.name for agent in company.agents.values() if not MailChannel.reaches(agent.mail)]
    facts = {"means": means_of(site.config), "tries": told_tries(), "mute": mute}
    return render_template("first_start/then.html", company=company, **facts)
