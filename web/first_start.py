"""From nothing to a line that answers: one form, read and checked as a company file would be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import HOURS, NAME, SENTENCE, SHORT
from appliance.checks import Finding, check_company, has_error
from appliance.company.model import Company
from appliance.door import settings
from appliance.notify.mail import MailChannel
from appliance.store.company_file import CompanyFileErrors
from appliance.store.company_file.editing import Sections, read_sections
from appliance.store.errors import Overtaken
from web.first_telling import means_of, told_tries
from web.frame.french_form import FrenchForm, FrenchPart
from web.frame.gate import MANAGERS, account, open_to
from web.frame.site import current_site
from web.settings.editing import FRAGMENT, Page
from web.settings.identifiers import new_identifier
from web.text_fields import Lines, Text

PEOPLE = 3  # rows to begin with
DAYS = {"mon-fri": "du lundi au vendredi", "mon-sat": "du lundi au samedi", "all": "tous les jours", "": "jamais"}
ALL_IN_TURN, A_WEEK_EACH = "all", "weeks"
WHO = {ALL_IN_TURN: "tous, l'un après l'autre", A_WEEK_EACH: "chacun sa semaine, du lundi 8 h au lundi suivant"}
TEAM = LINE = "astreinte"


class PersonForm(FrenchPart):
    """Somebody who may be called."""

    name = Text("Nom", render_kw={"autocomplete": "off"}, longest=NAME)
    phone = Text("Mobile", render_kw={"inputmode": "tel", "autocomplete": "off"}, longest=SHORT)
    mail = Text("Courriel", render_kw={"inputmode": "email", "autocomplete": "off"}, longest=NAME)


class FirstForm(FrenchForm):
    """The least that makes a line answer; all of it can be changed afterwards."""

    company = Text("Nom de l'entreprise", validators=[InputRequired("Donnez le nom de l'entreprise.")], longest=NAME)
    number = Text(
        "Numéro de la ligne d'astreinte",
        validators=[InputRequired("Donnez le numéro que l'opérateur vous a attribué.")],
        render_kw={"inputmode": "tel"},
        longest=SHORT,
    )
    people = FieldList(FormField(PersonForm), "Qui peut être appelé")
    who = SelectField("Qui est d'astreinte", choices=WHO)
    days = SelectField("L'entreprise est ouverte", choices=DAYS)
    hours = Text("De… à…", longest=HOURS)
    office = Text("Numéro du bureau pendant ces heures", render_kw={"inputmode": "tel"}, longest=SHORT)
    announcement = Lines("Ce que l'appelant entend d'abord", longest=SENTENCE)
    order = BooleanField("Demander son numéro de commande à l'appelant")


# `/demarrer`, and what is left to do afterwards.
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
        company = read_sections(sections_of(form, site.now()))
    except CompanyFileErrors as error:
        return shown(form, 422, problems=list(dict.fromkeys(one.message for one in error.problems)))
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
        flash("Une entreprise vient d'être enregistrée par quelqu'un d'autre.")
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


def usual() -> dict[str, Any]:
    """What most companies would write."""
    return {
        "people": [{}] * PEOPLE,
        "days": "mon-fri",
        "hours": "09:00-12:30, 14:00-18:00",
        "announcement": "Service d'astreinte, bonjour.",
    }


def first_errors(form: FirstForm) -> list[str]:
    """What the fields themselves refuse; the form's own errors are shown beside each."""
    return [str(error) for field in form if not isinstance(field, FieldList) for error in field.errors]


def missing_people(form: FirstForm) -> list[str]:
    """What is missing of who may be called."""
    rows = [((row.form.name.data or "").strip(), (row.form.phone.data or "").strip()) for row in form.people]
    if not any(name or phone for name, phone in rows):
        return ["Donnez au moins une personne à appeler : son nom et son mobile."]
    unnamed = [
        f"Donnez le nom de la personne dont le mobile est le {phone}." for name, phone in rows if not name and phone
    ]
    return unnamed + [f"Donnez le mobile de {name}." for name, phone in rows if name and not phone]


def sections_of(form: FirstForm, now: datetime) -> Sections:
    """The file of this company: one line, one team, its people. `now`: the week in which turns begin."""
    agents = agents_of(form)
    keys = [agent["id"] for agent in agents]
    sections: Sections = {
        "company": {"name": (form.company.data or "").strip(), "holidays": "FR"},
        "agents": agents,
        "teams": [{"id": TEAM, "name": "Astreinte", "levels": [keys]}],
        "lines": [line_of(form)],
    }
    if form.who.data == A_WEEK_EACH and keys:
        monday = now.date() - timedelta(days=now.weekday())
        turns = {"agents": keys, "every": "1 week", "from": monday.isoformat(), "handover": "mon 08:00"}
        sections["planning"] = [{"team": TEAM, "rotations": [turns]}]
    return sections


def agents_of(form: FirstForm) -> list[dict[str, Any]]:
    """The rows where something was written."""
    agents: list[dict[str, Any]] = []
    for row in form.people:
        name, phone, mail = ((row.form[key].data or "").strip() for key in ("name", "phone", "mail"))
        if name or phone:
            key = new_identifier(name, [agent["id"] for agent in agents])
            reached = {"mail": mail} if mail else {}
            agents.append({"id": key, "name": name, "phones": [phone] if phone else [], **reached})
    return agents


def line_of(form: FirstForm) -> dict[str, Any]:
    """The line: closed, it calls the team; open, the office where there is one."""
    line: dict[str, Any] = {"id": LINE, "name": "Astreinte", "numbers": [form.number.data], "default": True}
    after_hours: dict[str, Any] = {"call": TEAM}
    if text := (form.announcement.data or "").strip():
        after_hours = {"announcement": text, **after_hours}
    hours = [one.strip() for one in (form.hours.data or "").split(",") if one.strip()]
    if form.days.data and hours:
        line["opening_hours"] = {form.days.data: hours}
        if office := (form.office.data or "").strip():
            line["open"] = {"forward": office}
    else:
        line["around_the_clock"] = True
    line["after_hours"] = after_hours
    if form.order.data:
        line["order_number"] = {"ask": True}
    return line
