"""An agent taken out of the company: where they still stand is told, and refuses; the journal keeps their past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from appliance.company.model import Agent, Company, Team
from appliance.company.removing import without_agent
from appliance.planning.hours_words import window_words
from appliance.planning.moments import stretch_text
from appliance.planning.rota import over
from appliance.planning.rotation_groups import turns_in
from appliance.planning.wall_clock import wall_clock
from appliance.store.accounts.accounts import list_accounts
from appliance.store.accounts.feeds import AGENT, revoke_feeds
from appliance.store.claims.leases import is_held
from appliance.store.database import writing
from appliance.store.upkeep.personal_tables import departed
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.people.blueprint import pages
from web.settings.saving import Refused, save_changed

Page = str | Response | tuple[str, int]
# The registry of personal data names commands and a setting of the machine: on the page, what they do.
SAID = (("`erase`", "« Effacer un appelant »"), ("`forget`", "l'oubli de chaque nuit"), (" (`astreinte_log_days`)", ""))


@pages.route("/intervenants/<agent>/supprimer", methods=["GET", "POST"])
@open_to(MANAGERS)
def remove(agent: str) -> Page:
    site = current_site()
    company = site.company() or abort(404)
    known = company.agents.get(agent) or abort(404)
    if request.method == "GET":
        return shown(company, known, [])
    try:
        if is_held(site.database, agent):
            raise Refused([f"{known.name} est en ligne ou sonne pour un appel ; réessayez quand il sera fini."])
        save_changed(site, lambda now: taken_out(now, agent, site.now()), f"Intervenant {known.name} : supprimé")
    except Refused as error:
        return shown(company, known, error.sentences), 422
    with writing(site.database):
        revoke_feeds(site.database, AGENT, agent, site.real_clock())
    flash(f"{known.name} n'est plus dans l'entreprise ; ses appels et ses relevés restent.")
    return redirect(url_for("people.page"), code=303)


def shown(company: Company, agent: Agent, problems: list[str]) -> str:
    site = current_site()
    accounts = [one.name for one in list_accounts(site.database) if one.open and one.agent == agent.id]
    places = list(places_of(company, agent.id, site.now()))
    page = {"agent": agent, "places": places, "accounts": accounts, "problems": problems, "form": FlaskForm()}
    expecting = teams_of(company, agent.id, site.now())
    return render_template("people/remove.html", stays=what_stays(), teams=expecting, **page)


def what_stays() -> list[tuple[str, ...]]:
    """What stays of an agent who has left, how long, and what erases it, in words of people."""
    rows: list[tuple[str, ...]] = [*departed()]
    for key, words in SAID:
        rows = [tuple(cell.replace(key, words) for cell in row) for row in rows]
    return rows


def teams_of(company: Company, agent: str, now: datetime) -> list[Team]:
    """The teams that still expect an agent."""
    return [team for team in company.teams.values() if any(places_in(team, agent, now))]


def places_of(company: Company, agent: str, now: datetime) -> Iterator[str]:
    """Where an agent is still expected, in words: « le roulement Nuits de l'équipe SAV »."""
    for team in company.teams.values():
        yield from places_in(team, agent, now)


def places_in(team: Team, agent: str, now: datetime) -> Iterator[str]:
    """The same, of one team."""
    for turns in turns_in(team.plan.rotations):
        if agent in turns.agents:
            yield f"un roulement de l'équipe {team.name}" + (f", « {turns.name} »" if turns.name else "")
    for shift in team.plan.shifts:
        if shift.agent == agent and not over(shift, wall_clock(now, team.plan.timezone)):
            yield f"un créneau de chaque semaine de l'équipe {team.name}, {window_words(shift.window)}"
    yield from exceptions_of(team, agent, now)


def exceptions_of(team: Team, agent: str, now: datetime) -> Iterator[str]:
    """Replacements and swaps to come."""
    zone = team.plan.timezone
    for override in team.plan.overrides:
        if agent in (override.adds, override.removes) and override.end > now:
            yield f"un remplacement de l'équipe {team.name}, {stretch_text(override.start, override.end, zone)}"
    for swap in team.plan.swaps:
        if agent in (swap.giver, swap.taker) and swap.refused is None and any(leg.end > now for leg in swap.handovers):
            yield f"un échange de l'équipe {team.name}, {stretch_text(swap.start, swap.end, zone)}"


def taken_out(company: Company, agent: str, now: datetime) -> Company:
    """The company less an agent whom nobody expects, with the past exceptions that name them. Refused, ValueError."""
    name = company.agents[agent].name if agent in company.agents else agent
    if places := list(places_of(company, agent, now)):
        raise Refused([f"{name} est encore dans {one} ; ôtez-l'en d'abord." for one in places])
    return without_agent(company, agent)
