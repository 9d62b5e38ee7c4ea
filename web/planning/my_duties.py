"""What an agent sees: their own shifts, numbers and swaps, and nobody else's."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.validators import InputRequired

from appliance.calls.outings import safety_teams
from appliance.calls.text_lengths import SHORT
from appliance.company.model import Company, Team
from appliance.company.names import agent_name, agent_names, of_name
from appliance.company.own_lines import own_lines
from appliance.disclosure.journal import list_messages, search_calls
from appliance.door.exceptions import answering
from appliance.planning.digests import digest
from appliance.planning.moments import read_moment
from appliance.planning.team_plan import Swap
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.languages import ready_for_agents
from appliance.store.absences.requests import requests_of
from appliance.store.accounts.audit import note
from appliance.store.accounts.feeds import AGENT, has_feed, open_feed, revoke_feeds
from appliance.store.asks.meeting_words import met_words
from appliance.store.asks.outings import outing_of
from appliance.store.asks.queue import Ask, AskKind, asks_since
from appliance.store.asks.words import standing
from appliance.store.database import writing
from appliance.store.journal.message_followup import MessagesWanted
from appliance.store.journal.search import Search
from web.calls.timeline import call_of
from web.frame.asking import sure, trouble_of
from web.frame.french_form import FrenchForm
from web.frame.gate import ALL, account, open_to
from web.frame.site import Site, current_site, zone_of
from web.frame.warned import warn
from web.planning.my_day import day_of
from web.planning.my_needs import calls_waiting, to_read
from web.planning.own_swaps import act_of, answer_words, proposing, said_to
from web.settings.saving import Refused, save_changed
from web.sight import own_sight
from web.text_fields import Text

Page = str | Response | tuple[str, int]
RECENT = timedelta(days=7)  # of the calls that an agent may have to ring back
LATELY = timedelta(hours=12)
OFFERED, SHOWN = 30, 5  # calls looked at, rows shown


class SwapForm(FrenchForm):
    """One gives a place, and may take one back."""

    team = SelectField("Équipe", validate_choice=False)
    taker = SelectField("À qui", validate_choice=False)
    start = Text(
        "Du", validators=[InputRequired("Donnez le début.")], render_kw={"type": "datetime-local"}, longest=SHORT
    )
    end = Text("Au", validators=[InputRequired("Donnez la fin.")], render_kw={"type": "datetime-local"}, longest=SHORT)
    back_start = Text("Je prends en échange, du", render_kw={"type": "datetime-local"}, longest=SHORT)
    back_end = Text("au", render_kw={"type": "datetime-local"}, longest=SHORT)


# `/moi` and what is under it, for an account that is an agent.
pages = Blueprint("mine", __name__, template_folder="templates")


def me() -> tuple[Company, str]:
    company, agent = current_site().company(), account().agent
    if company is None or agent is None or agent not in company.agents:
        abort(404)
    return company, agent


@pages.get("/moi")
@open_to(ALL)
def shifts() -> Page:
    return shown(*me())


@pages.route("/moi/echange", methods=["GET", "POST"])
@open_to(ALL)
def ask() -> Page:
    site = current_site()
    company, agent = me()
    form, teams = SwapForm(), teams_of(company, agent)
    form.team.choices = {team.id: team.name for team in teams}
    form.taker.choices = {one.id: one.name for one in company.agents.values() if one.id != agent}
    if request.method == "GET":
        form.team.data = request.args.get("equipe", "")
        form.start.data, form.end.data = request.args.get("debut", ""), request.args.get("fin", "")
        return render_template("mine/ask.html", form=form)
    if not form.validate_on_submit():
        return render_template("mine/ask.html", form=form), 422
    if form.team.data not in {team.id for team in teams} or form.taker.data not in company.agents:
        abort(400)
    try:
        swap = swap_of(form, company.teams[form.team.data], agent)
    except ValueError as error:
        return render_template("mine/ask.html", form=form, **trouble_of(error)), 422
    try:
        save_changed(site, lambda now: proposing(now, form.team.data, swap, site.now(), sure()), "Échange demandé")
    except (ValueError, Refused) as error:
        told = said_to(agent, error, company, form.team.data, swap)
        return render_template("mine/ask.html", form=form, **trouble_of(told)), 422
    flash(f"L'échange est proposé à {company.agents[swap.taker].name} ; il ne compte qu'une fois accepté.")
    return redirect(url_for("mine.shifts"), code=303)


@pages.post("/moi/echange/<team>/<what>")
@open_to(ALL)
def answer(team: str, what: str) -> Page:
    site = current_site()
    company, agent = me()
    if team not in company.teams:
        abort(404)
    found = next((one for one in company.teams[team].plan.swaps if digest(one) == what), None)
    if found is None or agent not in (found.giver, found.taker):
        warn("Cet échange a changé ou n'est plus ; voici où il en est.")
        return redirect(url_for("mine.shifts"), code=303)
    agrees = request.form.get("do") == "agree"
    try:
        act = act_of(found, agent, agrees=agrees)
        save_changed(
            site,
            lambda now: answering(now, team, found, agent, site.now(), agrees=agrees),
            act,
        )
    except Refused as error:
        return shown(company, agent, answer=what, **trouble_of(said_to(agent, error, company, team, found))), 422
    other = company.agents[found.taker if agent == found.giver else found.giver].name
    flash(answer_words(found, agent, other, agrees=agrees))
    return redirect(url_for("mine.shifts"), code=303)


@pages.post("/moi/agenda")
@open_to(ALL)
def feed() -> Page:
    site = current_site()
    company, agent = me()
    name, now = account().name, site.real_clock()
    with writing(site.database):
        revoke_feeds(site.database, AGENT, agent, now)
        secret = open_feed(site.database, AGENT, agent, now)
        note(site.database, name, f"Agenda {of_name(company.agents[agent].name)} : nouvelle adresse", at=now)
    address = f"{site.config.public_url or request.host_url.rstrip('/')}/ics/{secret}.ics"
    return shown(company, agent, address=address)


def shown(company: Company, agent: str, **words: object) -> str:
    site, sight = current_site(), own_sight(current_site())
    now, zone = site.now(), zone_of(company)
    day = day_of(company, agent, now)
    offered = search_calls(site.database, sight, Search(since=now - RECENT, agent=agent), limit=OFFERED)
    calls = [call_of(record, company, zone) for record in offered]
    return render_template(
        "mine/shifts.html",
        company=company,
        agent=company.agents[agent],
        day=day,
        to_read=list(to_read(site, company, agent, now)),
        waiting=calls_waiting(site, sight, company, agent, now) if day.on_call else 0,
        sight=sight,
        answers_here=site.config.switch.browser_port is not None,
        taken_on=asked_duties(site, company, agent, now),
        met=met_at_hand_overs(site, company, agent, now),
        zone_name=company.timezone,
        languages={code: language.name for code, language in ready_for_agents().items()},
        followed=has_feed(site.database, AGENT, agent),
        outing=outing_of(site.database, agent),
        safety=safety_teams(company, agent, now),
        contact=own_lines(company, agent, wall_clock(now, company.timezone).date()),
        messages=list_messages(site.database, sight, MessagesWanted(newest_first=True, limit=SHOWN, of=account().name)),
        requests=requests_of(site.database, agent, wall_clock(now, company.timezone).date()),
        taken=[call for call in calls if call.accepted_by == agent][:SHOWN],
        names=agent_names(company),
        now=now,
        zone=zone,
        **words,
    )


def asked_duties(site: Site, company: Company, agent: str, now: datetime) -> list[tuple[Ask, str]]:
    """The duties that the agent was asked to confirm by telephone lately, and how that stands. StoreError."""
    asked = asks_since(site.database, now - LATELY, AskKind.DUTY, agent)
    return [(one, words) for one in asked if (words := standing(one, company.timezone))]


def met_at_hand_overs(site: Site, company: Company, agent: str, now: datetime) -> list[tuple[Ask, str, str]]:
    """The changes of the watch at which the agent was to speak to another: with whom, how it stands. StoreError."""
    asked = asks_since(site.database, now - LATELY, AskKind.HAND_OVER)
    mine = [(one, one.agent_id, one.topic.split()[0]) for one in asked]
    told = [(one, b if a == agent else a) for one, a, b in mine if agent in (a, b)]
    return [
        (one, agent_name(company, other), words)
        for one, other in told
        if (words := met_words(one, company, company.timezone))
    ]


def teams_of(company: Company, agent: str) -> list[Team]:
    """The teams whose planning may name this agent."""
    found = [team for team in company.teams.values() if any(agent in level for level in team.plan.levels)]
    return found or list(company.teams.values())


def swap_of(form: SwapForm, team: Team, agent: str) -> Swap:
    """What the form asks for, on the clock of the team; the one who asks agrees. ValueError, in French."""
    zone = team.plan.timezone
    start, end = (read_moment(field.data or "", zone).moment for field in (form.start, form.end))
    if bool(form.back_start.data) != bool(form.back_end.data):
        raise ValueError("Ce que vous prenez en échange a un début et une fin ; donnez les deux, ou aucun.")
    back = [read_moment(field.data, zone).moment if field.data else None for field in (form.back_start, form.back_end)]
    return Swap(agent, form.taker.data, start, end, back[0], back[1], frozenset({agent}))
