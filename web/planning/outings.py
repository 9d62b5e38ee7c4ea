"""Interventions under way: begun and ended by the agent on « Mes astreintes », seen and taken charge of by managers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from appliance.calls.outings import safety_teams
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.notify.safety_letters import taken_letters
from appliance.planning.moments import near_text
from appliance.store.asks.outings import (
    Outing,
    OutingEnd,
    agent_back,
    come_back,
    find_outing,
    go_out,
    outings_now,
    silence_of,
)
from appliance.store.asks.queue import AskKind, asks_about
from appliance.store.asks.words import reasons
from appliance.store.database import writing
from appliance.store.outbox.queue import queue_deliveries
from web.frame.gate import ALL, MANAGERS, READERS, account, open_to
from web.frame.site import Site, current_site
from web.frame.warned import warn
from web.planning.my_duties import me
from web.planning.my_duties import pages as my_pages
from web.planning.pages import pages
from web.sight import own_sight

Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class OutNow:
    """An intervention under way, in words. `next_call`: when the agent is called next; `silent`: why one is worried."""

    outing: Outing
    name: str
    phones: tuple[str, ...]
    team: str
    since: str
    next_call: str
    silent: str


@my_pages.post("/moi/intervention")
@open_to(ALL)
def tell_outing() -> Page:
    site, (company, agent) = current_site(), me()
    if request.form.get("do") == "back":
        agent_back(site.database, agent, account().name, site.now())
        flash("Fin d'intervention notée : la ligne ne vous appelle plus.")
        return redirect(url_for("mine.shifts"), code=303)
    teams = {team.id: team for team in safety_teams(company, agent, site.now())}
    team = teams.get(request.form.get("team", "")) or abort(400)
    minutes = team.safety_call or 0
    go_out(site.database, agent, team.id, minutes, site.now())
    flash(f"Départ noté : la ligne vous appelle toutes les {minutes} minutes. Tapez 1 si tout va bien.")
    return redirect(url_for("mine.shifts"), code=303)


@pages.get("/planning/interventions")
@open_to(READERS)
def outings() -> Page:
    site = current_site()
    company = site.company() or abort(404)
    found, told = out_now(site, company, site.now()), own_sight(site).told
    return render_template("planning/outings.html", form=FlaskForm(), found=found, told=told)


@pages.post("/planning/interventions/<key>")
@open_to(MANAGERS)
def take_outing(key: str) -> Page:
    """Whoever closes one has news of the agent: nobody is called about them any more."""
    site = current_site()
    company, outing, by = site.company() or abort(404), find_outing(site.database, key), account().name
    if outing is None:
        warn("Cette intervention était déjà finie.")
        return redirect(url_for("planning.outings"), code=303)
    with writing(site.database):
        silent = silence_of(site.database, key)
        if come_back(site.database, key, OutingEnd.TAKEN, by, site.now()) and silent is not None:
            queue_deliveries(
                site.database, taken_letters(company, outing, by, site.now(), datetime.now(UTC)), site.real_clock()
            )
    flash(
        f"C'est noté : {agent_name(company, outing.agent_id)} n'est plus en intervention : la boîte ne l'appelle plus."
    )
    return redirect(url_for("planning.outings"), code=303)


def out_now(site: Site, company: Company, now: datetime) -> list[OutNow]:
    """Those under way, the first one first. StoreError."""
    found = []
    for outing in outings_now(site.database):
        team = company.teams.get(outing.team_id)
        zone = team.plan.timezone if team else company.timezone
        open_ones = [one for one in asks_about(site.database, outing.id, AskKind.SAFETY) if one.ended_at is None]
        silent = silence_of(site.database, outing.id)
        found.append(
            OutNow(
                outing,
                agent_name(company, outing.agent_id),
                agent.phones if (agent := company.agents.get(outing.agent_id)) else (),
                team.name if team else outing.team_id,
                near_text(outing.began_at, now, zone),
                near_text(open_ones[0].at, now, zone) if open_ones else "",
                reasons(silent) if silent else "",
            )
        )
    return found
