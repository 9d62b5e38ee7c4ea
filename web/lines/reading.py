"""The lines as they are: each with its period now, its week, its menus and what would lose its calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import abort, render_template, request
from wtforms import SelectField

from appliance.calls.text_lengths import SENTENCE, SHORT
from appliance.checks import check_company
from appliance.checks.languages import WHERE_SAID
from appliance.company.forcing import still_forced
from appliance.company.hours import hours_of
from appliance.company.incidents import incident_at, known_incident
from appliance.company.model import NO_HOLIDAYS, Company, Incident, Line
from appliance.company.places import calendar_name, clock_name
from appliance.planning.explanation import PERIODS
from appliance.planning.hours import Period, periods
from appliance.planning.hours_words import days_words, week_words
from appliance.planning.moments import near_text
from appliance.prompts.catalogue import language_offer
from appliance.prompts.languages import language_of
from appliance.store.accounts.audit import changed
from web.frame.french_form import FrenchForm
from web.frame.gate import READERS, open_to
from web.frame.seen import Seen, token
from web.frame.site import Site, current_site
from web.frame.words import clock_in
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.drawing import about, drawn, told, week_of
from web.settings.editing import Page
from web.settings.saving import warned_of
from web.sight import own_sight
from web.text_fields import Lines, Text

WEEK = timedelta(days=7)
UNTIL = {"type": "datetime-local"}


class ForceForm(FrenchForm):
    """A period imposed until a moment, on the clock of the line."""

    period = SelectField("Période", choices={period.value: words for period, words in PERIODS.items()})
    until = Text("Jusqu'au", render_kw=UNTIL, longest=SHORT)


class IncidentForm(FrenchForm):
    """What all callers hear, until a moment on the clock of the line, or until it is taken back."""

    text = Lines("Ce que tout appelant entend après l'accueil", render_kw={"rows": 3}, longest=SENTENCE)
    until = Text("Jusqu'au (vide : jusqu'à ce qu'on l'ôte)", id="told_until", render_kw=UNTIL, longest=SHORT)


def seen_on_page(site: Site, label: str, part: Callable[[Company], str | None]) -> Seen[str]:
    """That a part of the line, in words, is still as the page showed it."""
    return Seen(site, request.form.get("seen", ""), part, lambda then, now: [changed(label, then, now)])


def incident_form(site: Site, line: Line) -> IncidentForm:
    """With what is told now and its end, else with what is told of an incident when nobody has worded it."""
    told = incident_at(line, site.now())
    text = told.text if told else known_incident(line).replace("'", "’")
    return IncidentForm(formdata=None, data={"text": text, "until": end_shown(line, told)})


def end_shown(line: Line, told: Incident | None) -> str:
    """The end of what is told as its field shows it, which is silent on the hour that the clock repeats."""
    return clock_in(told.until, line.timezone) if told and told.until else ""


@pages.get("/lignes")
@open_to(READERS)
def page() -> Page:
    site = current_site()
    company = site.company()
    rows = []
    if company is not None:
        found = own_sight(site).findings(check_company(company, site.now()))
        for line in company.lines.values():
            rows.append((line, *period_told(company, line, site.now()), opening_words(line), about(line, found)))
    return render_template("lines/page.html", company=company, rows=rows)


def period_told(company: Company, line: Line, now: datetime) -> tuple[Period, str]:
    """What a line is doing, and until when as one says it; nothing where that is more than a week away."""
    _, end, period = periods(hours_of(company, line), now, now + WEEK)[0]
    return period, near_text(end, now, line.timezone) if end < now + WEEK else ""


def opening_words(line: Line) -> str:
    """When its office answers: « du lundi au jeudi, 8 h – 12 h 30 et 13 h 30 – 18 h »; « » where it never does."""
    return "" if line.around_the_clock else week_words(line.opening_hours)


def rest_told(line: Line) -> str:
    """« samedi et dimanche »: of a line that opens, the days on which it never does."""
    closed = set(range(7)).difference(*(window.days for window in line.opening_hours))
    return days_words(closed) if closed and line.opening_hours and not line.around_the_clock else "aucun"


def holidays_told(company: Company, line: Line) -> str:
    """« France métropolitaine », as the company has them or of the line's own; « aucun »."""
    own = None if line.holidays == NO_HOLIDAYS else line.holidays or company.holidays
    return calendar_name(own) + ("" if line.holidays else ", comme l'entreprise")


def languages_told(line: Line) -> str:
    """« français ; anglais par la touche 9 »; nothing where the line offers none."""
    offered = [f"{language_of(code).name} par la touche {key}" for key, code in line.offered_languages.items()]
    return " ; ".join([language_of(line.language).name, *offered]) if offered else ""


@pages.get("/lignes/<key>")
@open_to(READERS)
def one(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    return shown(site, key, ForceForm(), incident_form(site, line))


def shown(
    site: Site, key: str, form: ForceForm, incident: IncidentForm, problems: list[str] | None = None, **words: object
) -> str:
    """The page of a line; `form`: the one that imposes a period; `incident`: the one of the emergency announcement."""
    number, company = site.settings()
    if company is None or (line := company.lines.get(key)) is None:
        abort(404)
    now, seen = site.now(), own_sight(site)
    found = about(line, seen.findings(check_company(company, now)))
    return render_template(
        "lines/one.html",
        company=company,
        line=line,
        now_told=period_told(company, line, now),
        week=week_of(company, line, now),
        behaviours=[(period, one, drawn(seen, company, line, period)) for period, one in told(line)],
        found=found,
        said_below=[warned_of([one], company) for one in found],
        where_said=WHERE_SAID,
        offers=[language_offer(key, code).text for key, code in line.offered_languages.items()],
        languages=languages_told(line),
        forced=still_forced(company, line.id, now),
        last_resort=seen.told(line.last_resort) if line.last_resort else None,
        clock=clock_name(line.timezone),
        holidays=holidays_told(company, line),
        open_hours=opening_words(line),
        rest=rest_told(line),
        told_then=[company.agents[one].name if one in company.agents else seen.text(one) for one in line.tell],
        form=form,
        incident=incident,
        told=incident_at(line, now),
        problems=problems or [],
        shown=token(number),
        **words,
    )
