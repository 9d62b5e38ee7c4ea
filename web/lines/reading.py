"""The lines as they are: each with its period now, its week, its menus and what would lose its calls."""

from __future__ import annotations

from flask import render_template
from wtforms import SelectField

from appliance.calls.text_lengths import SENTENCE, SHORT
from appliance.checks import check_company
from appliance.company.forcing import still_forced
from appliance.company.hours import hours_of
from appliance.company.incidents import incident_at, known_incident
from appliance.company.model import Company, Line
from appliance.planning.explanation import PERIODS, why_period
from web.frame.french_form import FrenchForm
from web.frame.gate import READERS, open_to
from web.frame.site import Site, current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.drawing import about, drawn, told, week_of
from web.settings.editing import Page
from web.sight import own_sight
from web.text_fields import Lines, Text


class ForceForm(FrenchForm):
    """A period imposed until a moment, on the clock of the line."""

    period = SelectField("Période", choices={period.value: words for period, words in PERIODS.items()})
    until = Text("Jusqu'au", render_kw={"type": "datetime-local"}, longest=SHORT)


class IncidentForm(FrenchForm):
    """What all callers hear, until a moment on the clock of the line, or until it is taken back."""

    text = Lines("Ce que tout appelant entend après l'accueil", render_kw={"rows": 3}, longest=SENTENCE)
    until = Text("Jusqu'au (vide : jusqu'à ce qu'on l'ôte)", render_kw={"type": "datetime-local"}, longest=SHORT)


def incident_form(site: Site, line: Line) -> IncidentForm:
    """With what is told now, else with what is told of an incident when nobody has worded it."""
    told = incident_at(line, site.now())
    return IncidentForm(formdata=None, data={"text": told.text if told else known_incident(line)})


@pages.get("/lignes")
@open_to(READERS)
def page() -> Page:
    site = current_site()
    company = site.company()
    rows = []
    if company is not None:
        found = own_sight(site).findings(check_company(company, site.now()))
        for line in company.lines.values():
            period, reason = why_period(hours_of(company, line), site.now())
            rows.append((line, period, reason, about(line, found)))
    return render_template("lines/page.html", company=company, rows=rows)


@pages.get("/lignes/<key>")
@open_to(READERS)
def one(key: str) -> Page:
    site = current_site()
    company, line = line_asked(site, key)
    return shown(site, company, line, ForceForm(), incident_form(site, line))


def shown(
    site: Site,
    company: Company,
    line: Line,
    form: ForceForm,
    incident: IncidentForm,
    problems: list[str] | None = None,
) -> str:
    """The page of a line; `form`: the one that imposes a period; `incident`: the one of the emergency announcement."""
    now, seen = site.now(), own_sight(site)
    return render_template(
        "lines/one.html",
        company=company,
        line=line,
        week=week_of(company, line, now),
        behaviours=[(period, one, drawn(seen, company, line, period)) for period, one in told(line)],
        found=about(line, seen.findings(check_company(company, now))),
        forced=still_forced(company, line.id, now),
        last_resort=seen.told(line.last_resort) if line.last_resort else None,
        told_then=[company.agents[one].name if one in company.agents else seen.text(one) for one in line.tell],
        form=form,
        incident=incident,
        told=incident_at(line, now),
        problems=problems or [],
    )
