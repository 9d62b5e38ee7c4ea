"""The lines as they are: each with its period now, its week, its menus and what would lose its calls."""

from __future__ import annotations

from flask import render_template
from wtforms import SelectField

from appliance.calls.text_lengths import SHORT
from appliance.checks import check_company
from appliance.company.forcing import still_forced
from appliance.company.hours import hours_of
from appliance.company.model import Company, Line
from appliance.planning.explanation import PERIODS, why_period
from web.frame.french_form import FrenchForm
from web.frame.gate import READERS, open_to
from web.frame.site import Site, current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.drawing import about, branch, told, week_of
from web.settings.editing import Page
from web.sight import own_sight
from web.text_fields import Text


class ForceForm(FrenchForm):
    """A period imposed until a moment, on the clock of the line."""

    period = SelectField("Période", choices={period.value: words for period, words in PERIODS.items()})
    until = Text("Jusqu'au", render_kw={"type": "datetime-local"}, longest=SHORT)


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
    return shown(site, *line_asked(site, key), ForceForm())


def shown(site: Site, company: Company, line: Line, form: ForceForm, problems: list[str] | None = None) -> str:
    """The page of a line; `form`: the one that imposes a period."""
    now, seen = site.now(), own_sight(site)
    return render_template(
        "lines/one.html",
        company=company,
        line=line,
        week=week_of(company, line, now),
        behaviours=[(period, behaviour, branch(seen, company, behaviour.action)) for period, behaviour in told(line)],
        found=about(line, seen.findings(check_company(company, now))),
        forced=still_forced(company, line.id, now),
        last_resort=seen.told(line.last_resort) if line.last_resort else None,
        told_then=[company.agents[one].name if one in company.agents else seen.text(one) for one in line.tell],
        form=form,
        problems=problems or [],
    )
