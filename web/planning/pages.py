"""The planning: a team's month, a shift given to somebody else, absences, and what was so put taken out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from appliance.company.model import Company, Team
from appliance.company.names import agent_names
from appliance.company.replacing import with_override
from appliance.door import NoEffect
from appliance.door.exception_words import left_behind, went_along
from appliance.door.exceptions import not_replacing, present_again, replacing
from appliance.planning.digests import digest
from appliance.planning.team_plan import Absence, Override
from appliance.planning.wall_clock import wall_clock
from appliance.store.accounts.audit import note
from appliance.store.accounts.feeds import TEAM, open_feed, revoke_feeds
from appliance.store.database import writing
from appliance.store.settings.changing import nothing_more
from web.frame.asking import sure, trouble_of
from web.frame.gate import MANAGERS, READERS, account, open_to
from web.frame.seen import Meanwhile, Seen, token
from web.frame.site import current_site
from web.frame.warned import warn
from web.planning.exception_words import taken_out_words
from web.planning.override_form import GiveForm, effect_of, new_findings, override_of, prefill, seen_of
from web.planning.planning_view import days_ahead, shown, team_asked
from web.planning.week import week_text
from web.settings.saving import Refused, save_changed

Page = str | Response | tuple[str, int]


pages = Blueprint("planning", __name__, template_folder="templates")  # `/planning` and what is under it


def company_of() -> Company:
    company = current_site().company()
    if company is None or not company.teams:
        abort(404)
    return company


def save(
    change: Callable[[Company], Company],
    act: str,
    seen: Seen[str] | None = None,
    along: Callable[[], None] = nothing_more,
) -> None:
    """Through the same check as an import. Refused, Meanwhile, StoreError."""
    save_changed(current_site(), change, act, seen, along)


@pages.get("/planning")
@open_to(READERS)
def page() -> Page:
    site = current_site()
    company = site.company()
    if company is None or not company.teams:
        return render_template("planning/empty.html")
    return shown(site, company)


@pages.route("/planning/donner", methods=["GET", "POST"])
@open_to(MANAGERS)
def give() -> Page:
    site = current_site()
    number, company = site.settings()
    if company is None or not company.teams:
        abort(404)
    team, form = team_asked(company), GiveForm()
    names = agent_names(company)
    form.removes.choices = {"": "personne : quelqu'un s'ajoute"} | names
    form.adds.choices = {"": "personne : la place reste vide"} | names
    if request.method == "GET":
        prefill(form, team)
        form.seen.data = token(number)
        return seen_first(company, team, form, names)
    if not form.validate_on_submit():
        return render_template("planning/give.html", form=form, team=team), 422
    try:
        override = override_of(form, team)
        seen = seen_of(site, form, team, override)
        seen.check(company)
        if request.form.get("do") == "preview":
            return with_effect(company, team, form, names)
        save(
            lambda now: replacing(now, team.id, override, site.now(), sure()),
            f"Planning {team.name} : remplacement",
            seen,
        )
    except Meanwhile as error:
        form.seen.data = token(number)
        return render_template("planning/give.html", form=form, team=team, differences=error.told[0]), 409
    except (ValueError, Refused) as error:
        facts = trouble_of(error) | instead_of(error, team, names)
        return render_template("planning/give.html", form=form, team=team, **facts), 422
    flash("C'est enregistré ; le prochain appel en tient compte. Pensez à publier.")
    return redirect(back_to(team, override, form), code=303)


def seen_first(company: Company, team: Team, form: GiveForm, names: dict[str, str]) -> Page:
    """A shift that was dropped on somebody is shown with its effect at once; nothing is written."""
    if not form.adds.data:
        return render_template("planning/give.html", form=form, team=team)
    try:
        return with_effect(company, team, form, names)
    except ValueError as error:
        return render_template("planning/give.html", form=form, team=team, problems=[str(error)])


def with_effect(company: Company, team: Team, form: GiveForm, names: dict[str, str]) -> Page:
    override = override_of(form, team)
    after = with_override(company, team.id, override)
    effect = effect_of(company, after, team.id, override, names)
    found = new_findings(company, after, current_site().now())
    return render_template("planning/give.html", form=form, team=team, effect=effect, found=found)


@pages.post("/planning/oter")
@open_to(MANAGERS)
def take_out() -> Page:
    company, wanted = company_of(), request.form.get("what", "")
    team = team_asked(company)
    exceptions: tuple[Override | Absence, ...] = (*team.plan.overrides, *team.plan.absences)
    for one in exceptions:
        if digest(one) == wanted:
            return taken_out(team, one)
    warn("C'était déjà ôté.")
    return redirect(view_of(team), code=303)


def taken_out(team: Team, one: Override | Absence) -> Page:
    site, before = current_site(), company_of()
    try:
        if isinstance(one, Absence):
            save(lambda now: present_again(now, one, site.now(), sure()), f"Planning {team.name} : absence ôtée")
        else:
            act = f"Planning {team.name} : remplacement ôté"
            save(lambda now: not_replacing(now, team.id, one, site.now(), sure()), act)
    except Refused as error:
        return shown(site, company_of(), what=digest(one), **trouble_of(error)), 422
    flash(taken_out_words(one, agent_names(company_of()), team.plan.timezone))
    if isinstance(one, Absence):
        for words in went_along(before, one, site.now()):
            flash(words)
        for words in left_behind(company_of(), one, site.now()):
            warn(words)
    return redirect(view_of(team), code=303)


@pages.post("/planning/agenda")
@open_to(MANAGERS)
def feed() -> Page:
    site = current_site()
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
        flash(f"Les adresses de l'agenda de l'équipe {team.name} sont fermées.")
        return redirect(view_of(team), code=303)
    address = f"{site.config.public_url or request.host_url.rstrip('/')}/ics/{secret}.ics"
    return shown(site, company, address=address)


def instead_of(error: ValueError | Refused, team: Team, names: dict[str, str]) -> dict[str, object]:
    """The form filled in for whoever is really on call, where the one asked for is not."""
    if not isinstance(error, NoEffect) or error.instead is None:
        return {}
    form = request.form
    asked: dict[str, Any] = {"vient": form.get("adds", ""), "debut": form.get("start", ""), "fin": form.get("end", "")}
    return {
        "instead": url_for("planning.give", equipe=team.id, de=error.instead, **asked),
        "instead_words": f"Remplacer {names.get(error.instead, error.instead)}",
    }


def view_of(team: Team) -> str:
    """The view that one came from: its month or its week, of this team."""
    names = ("vue", "semaine", "mois")
    place: dict[str, Any] = {name: request.args[name] for name in names if name in request.args}
    return url_for("planning.page", equipe=team.id, **place)


def back_to(team: Team, override: Override, form: GiveForm) -> str:
    """The planning where one sees what was changed: its week, the days ahead, else the month that holds it.

    It bears what was asked for: whoever was replaced may be on call for other teams too.
    """
    first, last, today = (
        wall_clock(moment, team.plan.timezone).date() for moment in (override.start, override.end, current_site().now())
    )
    fields = {"de": form.removes, "vient": form.adds, "debut": form.start, "fin": form.end}
    asked: dict[str, Any] = {name: field.data for name, field in fields.items() if form.removes.data}
    if request.args.get("vue") == "semaine":
        return url_for("planning.page", vue="semaine", semaine=week_text(first), equipe=team.id, **asked)
    ahead = days_ahead(today)
    month = None if first <= ahead[-1] and last >= ahead[0] else f"{first:%Y-%m}"
    return url_for("planning.page", equipe=team.id, mois=month, **asked)
