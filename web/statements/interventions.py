"""What is added to the journal by hand: work after a call, travel; by a manager, or by the agent for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from appliance.calls.accounting import last_resorts
from appliance.calls.text_lengths import NAME, SHORT, WORK
from appliance.company.model import Company
from appliance.company.names import agent_name, agent_names, of_name
from appliance.planning.moments import read_moment
from appliance.planning.months import Month, month_of, read_month
from appliance.planning.quantities import spent_text
from appliance.planning.statement import Addition
from appliance.store.accounts.audit import note
from appliance.store.database import writing
from appliance.store.errors import StoreError
from appliance.store.statements.editions import editions
from appliance.store.statements.interventions import add, additions, cancel, interventions
from web.frame.french_form import FrenchForm
from web.frame.gate import ALL, MANAGERS, READERS, account, open_to
from web.frame.site import Site, current_site, zone_of
from web.frame.warned import warn
from web.frame.words import moment_on
from web.sight import own_sight
from web.text_fields import Lines, Text
from web.typed.durations import read_duration

Page = str | Response | tuple[str, int]
A_DAY = timedelta(days=1)
LENGTH = {"placeholder": "45 min ou 1h30", "autocomplete": "off"}


class AdditionForm(FrenchForm):
    """For a call that is named, or from a moment on where no call came."""

    agent = SelectField("Intervenant", validate_choice=False)
    call = Text("Appel", longest=NAME)
    begins = Text("Début de l'intervention", render_kw={"type": "datetime-local"}, longest=SHORT)
    after = Text("Travail", render_kw=LENGTH, longest=SHORT)
    travel = Text("Trajet, aller et retour", render_kw=LENGTH, longest=SHORT)
    note = Lines("Ce qui a été fait", render_kw={"rows": 2}, longest=WORK)


# `/releves/ajouts` for managers, `/moi/ajouts` for the agent who is signed in.
pages = Blueprint("interventions", __name__, template_folder="templates")


def company_of() -> Company:
    return current_site().company() or abort(404)


def own() -> str:
    """The agent of the account: never one named in the address."""
    return account().agent or abort(404)


def listed(agent: str | None) -> str:
    """The additions of a month, and with an agent, the calls that they took."""
    site = current_site()
    company, zone = company_of(), company_of().timezone
    month = month_asked(site, company)
    start, end = month.start(zone), month.end(zone)
    found, seen, names = additions(site.database, start, end, agent), own_sight(site), agent_names(company)
    taken = interventions(site.database, start, end, last_resorts(company))[0] if agent else []
    return render_template(
        "interventions/page.html",
        month=month,
        mine=agent is not None,
        added=found,
        people=people_of([one if agent else replace(one, note=seen.text(one.note)) for one in found], names),
        taken=[one for one in taken if one.agent == agent and one.call and one.start >= start],
        zone=zone,
        clock=zone_of(company),
        spent=spent_text,
    )


@dataclass(frozen=True)
class Person:
    """Of whom something was added, the newest first, and what it comes to."""

    name: str
    added: list[Addition]

    @property
    def after(self) -> timedelta:
        return sum((one.after for one in self.added), timedelta(0))

    @property
    def travel(self) -> timedelta:
        return sum((one.travel for one in self.added), timedelta(0))


def people_of(added: list[Addition], names: Mapping[str, str]) -> list[Person]:
    """Those of whom something was added, in the company's order; who has left comes last."""
    found: dict[str, list[Addition]] = {agent: [] for agent in names}
    for one in reversed(added):
        found.setdefault(one.agent, []).append(one)
    return [Person(names.get(agent, agent), of_one) for agent, of_one in found.items() if of_one]


@pages.get("/releves/ajouts")
@open_to(READERS)
def page() -> str:
    return listed(None)


@pages.get("/moi/ajouts")
@open_to(ALL)
def mine() -> str:
    return listed(own())


@pages.route("/releves/ajouts/nouveau", methods=["GET", "POST"])
@open_to(MANAGERS)
def new() -> Page:
    return filled_in(None)


@pages.route("/moi/ajouts/nouveau", methods=["GET", "POST"])
@open_to(ALL)
def my_new() -> Page:
    return filled_in(own())


def filled_in(agent: str | None) -> Page:
    """The form, for this agent alone or for one to choose."""
    company, form = company_of(), AdditionForm()
    form.agent.choices = agent_names(company)
    if request.method == "GET":
        form.call.data, form.agent.data = request.args.get("appel", ""), request.args.get("intervenant", "")
        return render_template("interventions/new.html", form=form, mine=agent is not None)
    if not form.validate_on_submit():
        return render_template("interventions/new.html", form=form, mine=agent is not None), 422
    try:
        one = added(current_site(), company, form, agent or form.agent.data or "")
    except (ValueError, StoreError) as error:
        facts = {"form": form, "mine": agent is not None, "problem": str(error)}
        return render_template("interventions/new.html", **facts), 422
    return told(one, company, mine=agent is not None)


def told(one: Addition, company: Company, *, mine: bool) -> Page:
    month = month_of(one.starts, company.timezone)
    flash(f"C'est ajouté au relevé {month.of_month} de {company.agents[one.agent].name}.")
    tell_closed(one, company)
    return redirect(url_for("interventions.mine" if mine else "interventions.page", mois=str(month)), code=303)


def tell_closed(one: Addition, company: Company) -> None:
    """On the next page, where the statement of what was added is closed. StoreError."""
    month = month_of(one.starts, company.timezone)
    if editions(current_site().database, month, one.agent):
        warn(f"Le relevé {month.of_month} est clos : l'ajout paraîtra à la prochaine correction.")


@pages.post("/releves/ajouts/<int:number>/annuler")
@open_to(MANAGERS)
def take_back(number: int) -> Page:
    site = current_site()
    with writing(site.database):
        try:
            one = cancel(site.database, number, at=site.now(), by=account().name)
        except StoreError as error:
            warn(str(error))
            return redirect(url_for("interventions.page"), code=303)
        act = f"Relevé {of_name(agent_name(company_of(), one.agent))} : travail ajouté, annulé"
        note(site.database, account().name, act, at=site.real_clock())
    zone, name = company_of().timezone, agent_name(company_of(), one.agent)
    flash(f"L'ajout {of_name(name)}, {moment_on(one.starts, zone)}, est annulé ; il ne compte plus.")
    month = month_of(one.starts, zone)
    return redirect(url_for("interventions.page", mois=str(month)), code=303)


def month_asked(site: Site, company: Company) -> Month:
    """The month of the address, else this one."""
    try:
        return read_month(request.args.get("mois", ""))
    except ValueError:
        return month_of(site.now(), company.timezone)


def added(site: Site, company: Company, form: AdditionForm, agent: str) -> Addition:
    """Write what the form says, and the entry of the audit with it. ValueError and StoreError, in French."""
    if agent not in company.agents:
        raise ValueError("Choisissez l'intervenant.")
    after, travel = length_of(form.after), length_of(form.travel)
    if not after and not travel:
        raise ValueError("Donnez le travail, le trajet, ou les deux : 45 min, ou 1h30.")
    call = (form.call.data or "").strip() or None
    starts = None if call else read_moment(form.begins.data or "", company.timezone).moment
    if starts is not None and starts > site.now():
        raise ValueError("Une intervention s'ajoute une fois faite : son début est à venir.")
    words = " ".join((form.note.data or "").split())
    by, text = account().name, spent_text(after, travel)
    with writing(site.database):
        one = add(
            site.database,
            agent,
            call=call,
            starts=starts,
            after=after,
            travel=travel,
            note=words,
            at=site.now(),
            by=by,
            last_resorts=last_resorts(company),
        )
        act = f"Relevé {of_name(company.agents[agent].name)} : travail ajouté"
        note(site.database, by, act, [text], at=site.real_clock())
    return one


def length_of(field: StringField) -> timedelta:
    """As people write it, no more than a day; nothing typed is nothing. ValueError, in French."""
    text = (field.data or "").strip()
    length = read_duration(text) if text else timedelta(0)
    if length > A_DAY:
        raise ValueError(f"« {field.data} » dépasse une journée ; faites-en plusieurs ajouts.")
    return length
