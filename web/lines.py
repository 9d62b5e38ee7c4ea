"""Lignes: a line's week, its periods, its menu as a tree, what would lose its calls; hours changed, a period forced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired

from appliance.calls.company import Action, CallTeam, Company, Forward, Line, OpenMenu, Say
from appliance.calls.forcing import still_forced, with_forced, without_forced
from appliance.calls.hours import hours_of
from appliance.checks import Finding, check_company, refusing
from appliance.planning.days import IN_ENGLISH, hours_text
from appliance.planning.explanation import PERIODS, why_period
from appliance.planning.hours import ForcedPeriod, Period, periods
from appliance.planning.moments import read_moment
from appliance.planning.numbers import readable
from appliance.planning.wall_clock import wall_clock
from appliance.store.audit import changed
from appliance.store.company_file import CompanyFileErrors
from appliance.store.company_file.editing import Sections, edited
from appliance.store.snapshot import change_company
from web.gate import MANAGERS, READERS, account, open_to
from web.month import hours_text as stretch_of_day
from web.month import midnight
from web.planning import Refused
from web.site import Site

Page = str | Response | tuple[str, int]
DAY = timedelta(days=1)
CLOSED = {"placeholder": "fermé", "autocomplete": "off"}
DEEPEST = 4  # menus within menus that are drawn


@dataclass(frozen=True)
class Branch:
    """An action in words, and where the keys of its menu lead."""

    words: str
    announcement: str = ""
    choices: tuple[tuple[str, bool, Branch], ...] = ()  # key, whether it is the default, where it leads


class HoursForm(FlaskForm):
    """One field a day, as people write hours. `seen`: as the page showed them."""

    class Meta:
        locales = ("fr",)

    mon = StringField("Lundi", render_kw=CLOSED)
    tue = StringField("Mardi", render_kw=CLOSED)
    wed = StringField("Mercredi", render_kw=CLOSED)
    thu = StringField("Jeudi", render_kw=CLOSED)
    fri = StringField("Vendredi", render_kw=CLOSED)
    sat = StringField("Samedi", render_kw=CLOSED)
    sun = StringField("Dimanche", render_kw=CLOSED)
    max_wait = IntegerField("Attente la plus longue, en secondes", validators=[InputRequired("Donnez les secondes.")])
    last_resort = StringField("Dernier recours", render_kw={"inputmode": "tel", "placeholder": "aucun"})
    seen = HiddenField()


class ForceForm(FlaskForm):
    """A period imposed until a moment, on the clock of the line."""

    class Meta:
        locales = ("fr",)

    period = SelectField("Période", choices={period.value: words for period, words in PERIODS.items()})
    until = StringField("Jusqu'au", render_kw={"type": "datetime-local"})


def line_pages(site: Site) -> Blueprint:
    """`/lignes` and what is under it."""
    pages = Blueprint("lines", __name__, template_folder="templates")

    def asked(key: str) -> tuple[Company, Line]:
        company = site.company()
        line = company.lines.get(key) if company else None
        return (company, line) if company and line else abort(404)

    def save(change: Callable[[Company], Company], act: str) -> None:
        """Checked as an import is. Refused, StoreError."""

        def made(before: Company) -> Company:
            try:
                after = change(before)
            except CompanyFileErrors as error:
                raise Refused([one.message for one in error.problems]) from None
            if errors := refusing(check_company(after, site.now()), check_company(before, site.now())):
                raise Refused([str(one) for one in errors])
            return after

        change_company(site.database, made, by=account().name, act=act, now=site.real_clock())

    @pages.get("/lignes")
    @open_to(READERS)
    def page() -> Page:
        company = site.company()
        rows = []
        if company is not None:
            found = check_company(company, site.now())
            for line in company.lines.values():
                period, reason = why_period(hours_of(company, line), site.now())
                rows.append((line, period, reason, about(line, found)))
        return render_template("lines/page.html", company=company, rows=rows)

    @pages.get("/lignes/<key>")
    @open_to(READERS)
    def one(key: str) -> Page:
        return shown(*asked(key), ForceForm())

    def shown(company: Company, line: Line, form: ForceForm, problems: list[str] | None = None) -> str:
        now = site.now()
        return render_template(
            "lines/one.html",
            company=company,
            line=line,
            week=week_of(company, line, now),
            behaviours=[(period, behaviour, branch(company, behaviour.action)) for period, behaviour in told(line)],
            found=about(line, check_company(company, now)),
            forced=still_forced(company, line.id, now),
            last_resort=readable(line.last_resort, company.country) if line.last_resort else None,
            form=form,
            problems=problems or [],
        )

    @pages.post("/lignes/<key>/forcer")
    @open_to(MANAGERS)
    def force(key: str) -> Page:
        company, line = asked(key)
        form = ForceForm()
        try:
            if request.form.get("do") == "cancel":
                save(lambda now: without_forced(now, key, site.now()), f"Ligne {line.name} : période forcée annulée")
            else:
                forced = forced_by(form, line, site.now())
                save(lambda now: with_forced(now, key, forced), f"Ligne {line.name} : période forcée")
        except (ValueError, Refused) as error:
            told = error.sentences if isinstance(error, Refused) else [str(error)]
            return shown(company, line, form, told), 422
        flash(f"{line.name} : c'est enregistré ; le prochain appel en tient compte.")
        return redirect(url_for("lines.one", key=key), code=303)

    @pages.route("/lignes/<key>/horaires", methods=["GET", "POST"])
    @open_to(MANAGERS)
    def hours(key: str) -> Page:
        company, line = asked(key)
        form = HoursForm(data=None if request.method == "POST" else facts_of(line, company))
        if request.method == "GET":
            form.seen.data = as_seen(line, company)
        if not form.validate_on_submit():
            return render_template("lines/hours.html", form=form, line=line), 422 if request.method == "POST" else 200
        if form.seen.data != (now := as_seen(line, company)):
            difference, form.seen.data = changed("Horaires", form.seen.data, now), now
            return render_template("lines/hours.html", form=form, line=line, differences=[difference]), 409
        try:
            save(lambda now: edited(now, lambda sections: filled(sections, key, form)), f"Ligne {line.name} : horaires")
        except Refused as error:
            return render_template("lines/hours.html", form=form, line=line, problems=error.sentences), 422
        flash(f"{line.name} : les horaires sont enregistrés ; le prochain appel les suit.")
        return redirect(url_for("lines.one", key=key), code=303)

    return pages


def about(line: Line, found: list[Finding]) -> list[Finding]:
    """Of what `check` says, what concerns this line."""
    return [one for one in found if one.steps[:2] == ("lines", line.id) or f"Ligne {line.name}" in one.where]


def week_of(company: Company, line: Line, now: datetime) -> list[tuple[datetime, list[tuple[Period, str]]]]:
    """This week's days from Monday, each with its periods and their hours."""
    today = wall_clock(now, line.timezone).date()
    monday = today - today.weekday() * DAY
    start, end = midnight(monday, line.timezone), midnight(monday + 7 * DAY, line.timezone)
    stretches = periods(hours_of(company, line), start, end)
    week = []
    for day in (monday + number * DAY for number in range(7)):
        here, there = midnight(day, line.timezone), midnight(day + DAY, line.timezone)
        inside = [(max(a, here), min(b, there), period) for a, b, period in stretches if a < there and here < b]
        week.append(
            (datetime.combine(day, time()), [(period, stretch_of_day(a, b, line.timezone)) for a, b, period in inside])
        )
    return week


def told(line: Line) -> list[tuple[Period, Any]]:
    """What the line does in each period, those that do as after hours told once."""
    usual = line.behaviours[Period.AFTER_HOURS]
    rest = [(period, line.behaviours[period]) for period in Period if period is not Period.AFTER_HOURS]
    return [(Period.AFTER_HOURS, usual), *((period, one) for period, one in rest if one != usual)]


def branch(company: Company, action: Action, deep: int = 0) -> Branch:
    """An action drawn as a tree; a menu that comes back to itself stops at a depth that nobody would follow."""
    if isinstance(action, CallTeam):
        team = company.teams.get(action.team)
        return Branch(f"appelle l'équipe {team.name if team else action.team}")
    if isinstance(action, Forward):
        return Branch(f"transfère au {', '.join(readable(number, company.country) for number in action.numbers)}")
    if isinstance(action, Say):
        return Branch(f"dit « {action.text} », puis reprend le menu")
    if isinstance(action, OpenMenu) and action.menu in company.menus and deep < DEEPEST:
        menu = company.menus[action.menu]
        choices = ((key, key == menu.default, branch(company, to, deep + 1)) for key, to in menu.choices.items())
        return Branch(f"menu « {menu.id} »", menu.announcement, tuple(choices))
    return Branch("menu" if isinstance(action, OpenMenu) else "prend un message")


def forced_by(form: ForceForm, line: Line, now: datetime) -> ForcedPeriod:
    """From now until what was typed. ValueError, in French."""
    until = read_moment(form.until.data or "", line.timezone).moment
    if until <= now:
        raise ValueError("La fin doit être à venir.")
    try:
        return ForcedPeriod(Period(form.period.data), now, until)
    except ValueError:
        raise ValueError("Choisissez une période.") from None


def facts_of(line: Line, company: Company) -> dict[str, Any]:
    """The form as the line is."""
    days = {
        name: ", ".join(hours_text(window.start, window.end) for window in line.opening_hours if number in window.days)
        for number, name in enumerate(IN_ENGLISH)
    }
    last = readable(line.last_resort, company.country) if line.last_resort else ""
    return {**days, "max_wait": line.max_wait, "last_resort": last}


def as_seen(line: Line, company: Company) -> str:
    """The same in a line."""
    return " ; ".join(f"{name} {fact}" for name, fact in facts_of(line, company).items() if fact)


def filled(sections: Sections, key: str, form: HoursForm) -> None:
    """The line's keys in the company file, from the form."""
    item = next(item for item in sections["lines"] if item["id"] == key)
    typed = {day: [one.strip() for one in (form[day].data or "").split(",") if one.strip()] for day in IN_ENGLISH}
    for name in ("opening_hours", "last_resort"):
        item.pop(name, None)
    if opened := {day: hours for day, hours in typed.items() if hours}:
        item["opening_hours"] = opened
    if last := (form.last_resort.data or "").strip():
        item["last_resort"] = last
    item["max_wait"] = form.max_wait.data
