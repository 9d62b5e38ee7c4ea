"""The planning: a team's month, a shift given to somebody else, absences, and what was so put taken out again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from appliance.calls.company import Company, Team
from appliance.calls.replacing import with_absence, with_override, without_absence, without_override
from appliance.checks.rostering import pending_text
from appliance.notify.feeds import TEAM
from appliance.planning.rota import Absence, Override, Swap
from appliance.planning.wall_clock import wall_clock
from appliance.store.audit import note
from appliance.store.database import writing
from appliance.store.feeds import open_feed, revoke_feeds
from web.gate import MANAGERS, READERS, account, open_to
from web.giving import GiveForm, changed_meanwhile, effect_of, new_findings, override_of, prefill
from web.month import days_of, days_shown, month_asked, month_words, neighbours
from web.saving import Refused, save_changed
from web.site import Site

Page = str | Response | tuple[str, int]
PAST = timedelta(days=1)  # exceptions that ended so long ago are no more told


class AbsenceForm(FlaskForm):
    """Local days, both included."""

    class Meta:
        locales = ("fr",)

    agent = SelectField("Intervenant", validate_choice=False)
    first = DateField("Premier jour", validators=[InputRequired("Donnez le premier jour.")])
    last = DateField("Dernier jour, compris", validators=[InputRequired("Donnez le dernier jour.")])
    reason = StringField("Motif (facultatif)", validators=[Length(max=200, message="Écrivez moins de 200 lettres.")])


def planning_pages(site: Site) -> Blueprint:
    """`/planning` and what is under it."""
    pages = Blueprint("planning", __name__, template_folder="templates")

    def company_of() -> Company:
        company = site.company()
        if company is None or not company.teams:
            abort(404)
        return company

    def save(change: Callable[[Company], Company], act: str) -> None:
        """Through the same check as an import. Refused, StoreError."""
        save_changed(site, change, act)

    @pages.get("/planning")
    @open_to(READERS)
    def page() -> Page:
        company = site.company()
        if company is None or not company.teams:
            return render_template("planning/empty.html")
        return shown(site, company, team_asked(company))

    @pages.route("/planning/donner", methods=["GET", "POST"])
    @open_to(MANAGERS)
    def give() -> Page:
        company = company_of()
        team, form = team_asked(company), GiveForm()
        names = {agent.id: agent.name for agent in company.agents.values()}
        form.removes.choices = {"": "personne : quelqu'un s'ajoute"} | names
        form.adds.choices = {"": "personne : la place reste vide"} | names
        if request.method == "GET":
            prefill(form, company, team)
            return render_template("planning/give.html", form=form, team=team)
        if not form.validate_on_submit():
            return render_template("planning/give.html", form=form, team=team), 422
        try:
            override = override_of(form, team)
            if told := changed_meanwhile(form, company, team):
                return render_template("planning/give.html", form=form, team=team, differences=told), 409
            after = with_override(company, team.id, override)
            if request.form.get("do") == "preview":
                effect = effect_of(company, after, team.id, override, names)
                found = new_findings(company, after, site.now())
                return render_template("planning/give.html", form=form, team=team, effect=effect, found=found)
            save(lambda now: with_override(now, team.id, override), f"Planning {team.name} : remplacement")
        except (ValueError, Refused) as error:
            problems = error.sentences if isinstance(error, Refused) else [str(error)]
            return render_template("planning/give.html", form=form, team=team, problems=problems), 422
        flash("C'est enregistré ; le prochain appel en tient compte. Pensez à publier.")
        return redirect(url_for("planning.page", equipe=team.id, mois=f"{override.start:%Y-%m}"), code=303)

    @pages.route("/planning/absence", methods=["GET", "POST"])
    @open_to(MANAGERS)
    def absence() -> Page:
        company, form = company_of(), AbsenceForm()
        form.agent.choices = {agent.id: agent.name for agent in company.agents.values()}
        if not form.validate_on_submit():
            status = 422 if request.method == "POST" else 200
            return render_template("planning/absence.html", form=form), status
        if form.agent.data not in company.agents:
            abort(400)
        asked = Absence(form.agent.data, day_of(form.first), day_of(form.last), (form.reason.data or "").strip())
        try:
            save(lambda now: with_absence(now, asked), f"Absence de {company.agents[asked.agent].name}")
        except Refused as error:
            return render_template("planning/absence.html", form=form, problems=error.sentences), 422
        flash("L'absence est notée.")
        return redirect(url_for("planning.page"), code=303)

    @pages.post("/planning/oter")
    @open_to(MANAGERS)
    def take_out() -> Page:
        company, wanted = company_of(), request.form.get("what", "")
        team = team_asked(company)
        exceptions: tuple[Override | Absence, ...] = (*team.plan.overrides, *team.plan.absences)
        for one in exceptions:
            if digest(one) == wanted:
                return taken_out(team, one)
        flash("C'était déjà ôté.")
        return redirect(url_for("planning.page", equipe=team.id), code=303)

    def taken_out(team: Team, one: Override | Absence) -> Page:
        try:
            if isinstance(one, Absence):
                save(lambda now: without_absence(now, one), f"Planning {team.name} : absence ôtée")
            else:
                save(lambda now: without_override(now, team.id, one), f"Planning {team.name} : remplacement ôté")
        except Refused as error:
            return shown(site, company_of(), team, problems=error.sentences), 422
        flash("C'est ôté.")
        return redirect(url_for("planning.page", equipe=team.id), code=303)

    @pages.post("/planning/agenda")
    @open_to(MANAGERS)
    def feed() -> Page:
        company = company_of()
        team, now = team_asked(company), site.real_clock()
        with writing(site.database):
            if request.form.get("do") == "revoke":
                revoke_feeds(site.database, TEAM, team.id, now)
                note(site.database, account().name, f"Agenda de l'équipe {team.name} : adresses fermées", at=now)
                secret = None
            else:
                secret = open_feed(site.database, TEAM, team.id, now)
                note(site.database, account().name, f"Agenda de l'équipe {team.name} : adresse ouverte", at=now)
        if secret is None:
            flash("Les adresses de cet agenda sont fermées.")
            return redirect(url_for("planning.page", equipe=team.id), code=303)
        address = f"{site.config.public_url or request.host_url.rstrip('/')}/ics/{secret}.ics"
        return shown(site, company, team, address=address)

    return pages


def shown(site: Site, company: Company, team: Team, **words: object) -> str:
    """The month of a team."""
    today = wall_clock(site.now(), team.plan.timezone).date()
    year, month = month_asked(request.args.get("mois", ""), today)
    before, after = neighbours(year, month)
    recent = site.now() - PAST
    return render_template(
        "planning/page.html",
        company=company,
        team=team,
        days=days_of(company, team.id, days_shown(year, month), month),
        title=month_words(year, month),
        month=f"{year}-{month:02}",
        before=before,
        after=after,
        today=today,
        zone=team.plan.timezone,
        names={agent.id: agent.name for agent in company.agents.values()},
        overrides=[(one, digest(one)) for one in team.plan.overrides if one.end > recent],
        absences=[(one, digest(one)) for one in team.plan.absences if one.last >= today],
        swaps=[pending_text(company, team, one) for one in team.plan.swaps if one.pending],
        **words,
    )


def team_asked(company: Company) -> Team:
    """The team in the address, else the first."""
    return company.teams.get(request.args.get("equipe", "")) or next(iter(company.teams.values()))


def digest(one: Override | Absence | Swap) -> str:
    """A name for an exception that has none."""
    return hashlib.sha256(written(one).encode()).hexdigest()[:16]


def day_of(field: DateField) -> date:
    """The day of a field that was found good."""
    assert field.data is not None  # noqa: S101 - InputRequired
    day: date = field.data
    return day


def written(one: Override | Absence | Swap) -> str:
    """The same text for equal ones, in whatever process: sets have no order of their own."""
    return repr({name: sorted(fact) if isinstance(fact, frozenset) else fact for name, fact in vars(one).items()})
