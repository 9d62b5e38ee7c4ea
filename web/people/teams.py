"""Équipes: added, renamed, their members by level, how they are rung; removed once nothing calls them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import NAME, STATE
from appliance.company.actions import named_by
from appliance.company.limits import RING_SECONDS
from appliance.company.model import Action, Company, RingStrategy, Team
from appliance.company.names import in_a_sentence, menu_title
from appliance.company.parts import new_team, with_team
from appliance.company.removing import without_team
from appliance.planning.explanation import PERIODS
from appliance.planning.rota import default_level
from appliance.store.accounts.audit import changed
from appliance.store.accounts.feeds import TEAM, revoke_feeds
from appliance.store.company_file import scalars
from appliance.store.database import writing
from web.frame.form_values import WaitField
from web.frame.french_form import FrenchForm
from web.frame.gate import MANAGERS, open_to
from web.frame.seen import Meanwhile, Seen, token
from web.frame.site import current_site
from web.people.blueprint import pages
from web.people.team_calls import CALLS, calls_told, minutes_of, offer_calls
from web.settings.field_text import needed
from web.settings.identifiers import new_identifier
from web.settings.saving import Refused, save_changed
from web.text_fields import Carried, Text

Page = str | Response | tuple[str, int]
OUT = "hors de l'équipe"
USUAL_LEVELS = 3
COUNTED = ("seconds", "rounds", "twice")
LAST = 1000  # the rank of those who have none
STRATEGIES = {
    RingStrategy.SEQUENTIAL.value: "l'un après l'autre",
    RingStrategy.SIMULTANEOUS.value: "tous ensemble",
    RingStrategy.ROTATING.value: "le moins sollicité d'abord",
}


class TeamForm(FrenchForm):
    """The level of each agent and their rank in it are fields of their own: `niveau-<agent>`, `rang-<agent>`."""

    name = Text("Nom", validators=[InputRequired("Donnez le nom.")], render_kw={"autocomplete": "off"}, longest=NAME)
    strategy = SelectField("Dans un niveau, on appelle", choices=STRATEGIES)
    seconds = WaitField("Chaque téléphone sonne", RING_SECONDS, validators=[InputRequired("Donnez une durée.")])
    rounds = IntegerField("Tours de l'équipe", validators=[InputRequired("Donnez le nombre de tours.")])
    twice = BooleanField("Appeler deux fois de suite qui ne répond pas")
    duty_call = SelectField("À la prise d'astreinte", coerce=minutes_of)
    safety_call = SelectField("Pendant une intervention", coerce=minutes_of)
    hand_over_call = SelectField("Au passage de relais", coerce=minutes_of)
    seen = Carried(longest=STATE)


def team_form(team: Team | None, facts: dict[str, object]) -> TeamForm:
    """With what may be chosen; `facts`: what it holds until somebody has typed in it."""
    form = TeamForm(data=facts if request.method == "GET" else None)
    offer_calls({name: form[name] for name in CALLS}, team)
    return form


def team_asked(key: str) -> tuple[Company, Team]:
    company = current_site().company() or abort(404)
    return company, company.teams.get(key) or abort(404)


def shown(form: TeamForm, company: Company, team: Team | None, status: int = 200, **facts: object) -> Page:
    page = {"team": team, "company": company, "words": level_words(team), "calls_told": calls_told(team)}
    levels, ranks = levels_typed(company, team), ranks_typed(company, team)
    page |= {"ranks": ranks, "levels": dict(sorted(levels.items(), key=lambda one: (one[1], rank_of(ranks[one[0]]))))}
    return render_template("people/team.html", form=form, **page, **facts), status


@pages.route("/equipes/nouvelle", methods=["GET", "POST"])
@open_to(MANAGERS)
def add_team() -> Page:
    site = current_site()
    company = site.company() or abort(404)
    form = team_form(None, {"seconds": 20, "rounds": 2})
    if not form.validate_on_submit():
        return shown(form, company, None, 422 if request.method == "POST" else 200)
    key, levels = new_identifier(form.name.data or "", company.teams, "equipe"), ranked(company, None)
    try:
        save_changed(site, lambda now: with_another(now, key, form, levels), f"Équipe {form.name.data} : ajoutée")
    except Refused as error:
        return shown(form, company, None, 422, problems=error.sentences)
    flash(f"L'équipe {form.name.data} est ajoutée ; donnez-lui un roulement, puis une ligne qui l'appelle.")
    return redirect(url_for("rotation.page", equipe=key), code=303)


@pages.route("/equipes/<team>", methods=["GET", "POST"])
@open_to(MANAGERS)
def team(team: str) -> Page:
    site = current_site()
    number, company = site.settings()
    if company is None or (known := company.teams.get(team)) is None:
        abort(404)
    form = team_form(known, facts_of(known))
    if request.method == "GET":
        form.seen.data = token(number)
    if not form.validate_on_submit():
        return shown(form, company, known, 422 if request.method == "POST" else 200)
    levels = ranked(company, known)

    def part(some: Company) -> str | None:
        return in_a_line(some.teams[team]) if team in some.teams else None

    try:
        seen = Seen(site, form.seen.data or "", part, lambda then, now: [changed("L'équipe", then, now)])
        act = f"Équipe {known.name} : modifiée"
        save_changed(site, lambda now: with_team(now, typed_team(form, levels, now, now.teams[team])), act, seen)
    except Meanwhile as error:
        form.seen.data = token(number)
        return shown(form, company, known, 409, differences=error.told)
    except Refused as error:
        return shown(form, company, known, 422, problems=error.sentences)
    flash(f"L'équipe {form.name.data} est enregistrée.")
    return redirect(url_for("people.page"), code=303)


@pages.route("/equipes/<team>/supprimer", methods=["GET", "POST"])
@open_to(MANAGERS)
def remove_team(team: str) -> Page:
    site = current_site()
    company, known = team_asked(team)
    callers, form = list(callers_of(company, team)), FlaskForm()
    if request.method == "GET":
        return render_template("people/remove_team.html", form=form, team=known, callers=callers)
    try:
        save_changed(site, lambda now: taken_out(now, team), f"Équipe {known.name} : supprimée")
    except Refused as error:
        page = {"form": form, "team": known, "callers": callers, "problems": error.sentences}
        return render_template("people/remove_team.html", **page), 422
    with writing(site.database):
        revoke_feeds(site.database, TEAM, team, site.real_clock())
    flash(f"L'équipe {known.name} est supprimée ; ses intervenants restent, et ses appels aussi, au journal.")
    return redirect(url_for("people.page"), code=303)


def facts_of(team: Team) -> dict[str, object]:
    ring = team.ring
    facts = {"name": team.name, "strategy": ring.strategy.value}
    facts |= {name: getattr(team, name) for name in CALLS}
    return facts | {name: getattr(ring, name) for name in COUNTED}


def with_another(company: Company, key: str, form: TeamForm, levels: list[list[str]]) -> Company:
    """The company with one more team. Refused, in French."""
    if key in company.teams:
        raise Refused(["Quelqu'un d'autre vient d'ajouter une équipe de ce nom ; donnez-en un autre."])
    return with_team(company, typed_team(form, levels, company, new_team(company, key)))


def typed_team(form: TeamForm, levels: list[list[str]], company: Company, former: Team) -> Team:
    """The team that the form says, in the place of the former one. Refused, in French."""
    for gone in [agent for level in levels for agent in level if agent not in company.agents]:
        raise Refused([f"« {gone} » n'est plus dans l'entreprise ; ôtez-le de l'équipe."])
    typed = {name: form[name].data for name in COUNTED}
    ring = replace(former.ring, strategy=RingStrategy(form.strategy.data), **typed)
    plan = replace(former.plan, levels=tuple(map(tuple, levels)))
    calls = {name: form[name].data for name in CALLS}
    return replace(former, name=needed(form.name, scalars.name), ring=ring, plan=plan, **calls)


def levels_of(team: Team) -> dict[str, str]:
    """The level of each agent of a team, as its form writes it."""
    return {agent: str(default_level(team.plan, agent)) for level in team.plan.levels for agent in level}


def levels_typed(company: Company, team: Team | None) -> dict[str, str]:
    """The level of each agent of the company: what was typed, else what stands; the first for whom one comes to add."""
    standing = {request.args.get("ajouter", ""): "1"} | (levels_of(team) if team else {})
    return {agent: request.form.get(f"niveau-{agent}", standing.get(agent, "")) for agent in company.agents}


def level_words(team: Team | None) -> dict[str, str]:
    """The levels to choose from: three, or those that stand and one more."""
    last = min(9, max(USUAL_LEVELS, len(team.plan.levels) + 1 if team else 0))
    return {"": OUT} | {str(level): f"niveau {level}" for level in range(1, last + 1)}


def ranks_typed(company: Company, team: Team | None) -> dict[str, str]:
    """The rank of each agent in their level: what was typed, else what stands."""
    standing = {agent: str(rank) for level in (team.plan.levels if team else ()) for rank, agent in enumerate(level, 1)}
    return {agent: request.form.get(f"rang-{agent}", standing.get(agent, "")) for agent in company.agents}


def ranked(company: Company, team: Team | None) -> list[list[str]]:
    """The levels that were typed, each by rank; those without a rank come last. Empty levels at the end left out."""
    wanted, ranks = levels_typed(company, team), ranks_typed(company, team)
    former = [agent for level in team.plan.levels for agent in level] if team else []
    usual = [*former, *(agent for agent in wanted if agent not in former)]
    order = sorted(usual, key=lambda agent: rank_of(ranks[agent]))
    levels = [[agent for agent in order if wanted.get(agent) == level] for level in level_words(team) if level]
    while levels and not levels[-1]:
        levels.pop()
    return levels


def rank_of(text: str) -> int:
    """What was typed, if it is a rank; else after all the others."""
    return int(text) if text.isdecimal() and len(text) < 4 else LAST


def in_a_line(team: Team) -> str:
    """The team in a line, as the page shows it."""
    levels = " / ".join(", ".join(level) for level in team.plan.levels)
    twice = ", rappel aussitôt" if team.ring.twice else ""
    how = f"{team.ring.strategy.value}, {team.ring.seconds} s, {team.ring.rounds} tours{twice}"
    call = "" if team.duty_call is None else f" ; appel {team.duty_call} min avant une prise d'astreinte"
    safety = "" if team.safety_call is None else f" ; appel toutes les {team.safety_call} min en intervention"
    minutes = team.hand_over_call
    relay = "" if minutes is None else f" ; appel de relais {abs(minutes)} min {'avant' if minutes >= 0 else 'après'}"
    return f"{team.name} : {levels} ; {how}{call}{safety}{relay}"


def callers_of(company: Company, team: str) -> Iterator[str]:
    """What calls a team, in words: « la ligne Urgence (astreinte) », « la touche 2 du menu « Accueil » »."""
    for line in company.lines.values():
        periods = [PERIODS[period] for period, one in line.behaviours.items() if calls(one.action, team)]
        if periods:
            yield f"la {in_a_sentence(line.name)} ({', '.join(periods)})"
    for menu in company.menus.values():
        for key, action in menu.choices.items():
            if calls(action, team):
                yield f"la touche {key} du menu « {menu_title(company, menu)} »"


def calls(action: Action, team: str) -> bool:
    return named_by(action).team == team


def taken_out(company: Company, team: str) -> Company:
    """The company less a team that nothing calls; absences, which are everybody's, are kept. Refused, ValueError."""
    if callers := list(callers_of(company, team)):
        raise Refused([f"Cette équipe est encore appelée par {one} ; changez cela d'abord." for one in callers])
    return without_team(company, team)
