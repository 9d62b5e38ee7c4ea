"""Intervenants: who may be on call, on which numbers; their teams are beside (web/people/teams.py)."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field, SelectField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import PasswordInput

from appliance.calls.text_lengths import MAIL, NAME, SEVERAL, SHORT, STATE
from appliance.company.model import USUALLY_TOLD_OF, Agent, Company, Team, TellOf, Way
from appliance.company.numbers import readable
from appliance.company.parts import with_agent
from appliance.door.doubles import not_by_mistake
from appliance.prompts.languages import USUAL, ready_for_agents
from appliance.store.accounts.audit import changed
from appliance.store.company_file import scalars
from web.frame.asking import sure, trouble_of
from web.frame.form_values import Choices, DayField, at_least_one
from web.frame.french_form import FrenchForm
from web.frame.gate import MANAGERS, READERS, open_to
from web.frame.seen import Meanwhile, Seen, token
from web.frame.site import current_site
from web.people.blueprint import pages
from web.people.called import callers_of, holders_of
from web.people.duties import last_calls, next_turns, on_call_now, week_of
from web.people.teams import STRATEGIES, levels_of
from web.settings.field_text import each, needed, number_to_ring, read
from web.settings.identifiers import new_identifier
from web.settings.saving import Refused, save_changed
from web.sight import own_sight
from web.text_fields import Carried, Lines, Secret, Text
from web.typed.quiet import quiet_shown, read_quiet

Page = str | Response | tuple[str, int]


FACTS = tuple(one.name for one in fields(Agent) if one.name not in ("id", "pin"))  # shown, compared and written
TEXTS = {"name": scalars.name, "mail": scalars.mail, "quiet": read_quiet}
WORDS: dict[str, type[TellOf] | type[Way]] = {"told_of": TellOf, "told_by": Way}


TOLD_OF = {
    TellOf.MESSAGES.value: "des messages laissés",
    TellOf.MISSED.value: "des appels que personne n'a pris",
    TellOf.TAKEN.value: "de qui appelait, après un appel pris",
    TellOf.PLANNING.value: "de ce que d'autres changent à son planning",
    TellOf.DUTIES.value: "de chacune de ses astreintes, la veille",
}


class AgentForm(FrenchForm):
    """`seen`: the settings of which the page was made. The code is written only; a form that is not saved keeps it.

    A field bears the name of the agent's fact that it holds: the page, and what it compares and writes, follow.
    """

    name = Text("Nom", validators=[InputRequired("Donnez le nom.")], render_kw={"autocomplete": "off"}, longest=NAME)
    phones = Lines(
        "Numéros, un par ligne",
        description="Appelés dans cet ordre. Par exemple : 06 12 34 56 78",
        render_kw={"rows": 3, "inputmode": "tel"},
        longest=SEVERAL,
    )
    mail = Text(
        "Courriel",
        description="Pour le planning publié et son agenda.",
        render_kw={"autocomplete": "off", "inputmode": "email"},
        longest=MAIL,
    )
    until = DayField(
        "Dernier jour dans l'entreprise",
        description="Vide : aucun départ prévu. Ses places du planning deviennent ensuite des trous, signalés.",
        validators=[Optional()],
    )
    told_of = Choices(
        "Prévenir cette personne",
        description="Des appels, seulement pendant ses astreintes. Un échange proposé lui est toujours dit.",
        choices=TOLD_OF,
    )
    told_by = Choices(
        "Par quel moyen",
        description="Le SMS va au premier de ses numéros qui peut être un mobile, si une passerelle est réglée.",
        choices={Way.MAIL.value: "courriel", Way.SMS.value: "SMS"},
        validators=[at_least_one("Cochez au moins un moyen.")],
    )
    agreed_on = DayField(
        "A accepté d'être d'astreinte le",
        description="Le jour de son accord, imprimé sur ses relevés. Vide : pas noté.",
        validators=[Optional()],
    )
    quiet = Text(
        "Heures de silence",
        description="« 22h-7h » : à ces heures, aucun message des lignes, sauf pendant ses astreintes.",
        render_kw={"placeholder": "aucune"},
        longest=SHORT,
    )
    language = SelectField(
        "Langue au téléphone",
        description="De ce que la ligne lui dit quand elle l'appelle, et du menu des intervenants.",
        choices={code: language.name for code, language in ready_for_agents().items()},
        default=USUAL,
    )
    pin = Secret(
        "Nouveau code interne",
        widget=PasswordInput(hide_value=False),
        render_kw={"autocomplete": "new-password", "inputmode": "numeric"},
        longest=SHORT,
    )
    no_pin = BooleanField("Ôter le code")
    seen = Carried(longest=STATE)


def company_of() -> Company:
    company = current_site().company()
    return company if company is not None else abort(404)


@pages.get("/intervenants")
@open_to(READERS)
def page() -> Page:
    site = current_site()
    company = site.company()
    facts: dict[str, object] = {"company": company, "seen": own_sight(site), "strategies": STRATEGIES}
    facts |= {"levels_of": levels_of, "on_call": on_call_now(company, site.now()) if company else {}}
    facts |= {"callers": callers_of(company), "holders": holders_of(company, site.now())} if company else {}
    return render_template("people/page.html", **facts)


@pages.route("/intervenants/nouveau", methods=["GET", "POST"])
@open_to(MANAGERS)
def add() -> Page:
    company_of()
    form = AgentForm(told_of=[one.value for one in USUALLY_TOLD_OF], told_by=[Way.MAIL.value])
    if not form.validate_on_submit():
        return shown(form, None, 422 if request.method == "POST" else 200)

    added = ""

    def edit(now: Company) -> Company:
        nonlocal added
        added = key = new_identifier(form.name.data or "", now.agents, "intervenant")
        after = with_agent(now, typed_agent(form, now, Agent(key, "", ())))
        return not_by_mistake(now, after, key, sure())

    try:
        save_changed(current_site(), edit, f"Intervenant {form.name.data} : ajouté")
    except Refused as error:
        return shown(form, None, 422, **trouble_of(error))
    flash(f"{form.name.data} est dans la liste ; donnez-lui maintenant une place dans une équipe.")
    return redirect(url_for("people.one", agent=added), code=303)


@pages.route("/intervenants/<agent>", methods=["GET", "POST"])
@open_to(MANAGERS)
def one(agent: str) -> Page:
    site = current_site()
    number, company = site.settings()
    if company is None or (known := company.agents.get(agent)) is None:
        abort(404)
    form = AgentForm(data=None if request.method == "POST" else facts_of(known, company))
    if request.method == "GET":
        form.seen.data = token(number)
    if not form.validate_on_submit():
        return shown(form, known, 422 if request.method == "POST" else 200)

    def part(some: Company) -> dict[str, Any] | None:
        there = some.agents.get(agent)
        return facts_of(there, some) if there else None

    def edit(now: Company) -> Company:
        return not_by_mistake(now, with_agent(now, typed_agent(form, now, now.agents[agent])), agent, sure())

    try:
        seen = Seen(site, form.seen.data or "", part, lambda _, now: differing(now, form))
        act = f"Intervenant {known.name} : modifié"
        save_changed(site, edit, act, seen)
    except Meanwhile as error:
        form.seen.data = token(number)
        return shown(form, known, 409, differences=error.told)
    except Refused as error:
        return shown(form, known, 422, **trouble_of(error))
    flash(f"{form.name.data} est enregistré ; le prochain appel en tient compte.")
    return redirect(url_for("people.page"), code=303)


def shown(form: AgentForm, agent: Agent | None, status: int = 200, **facts: object) -> tuple[str, int]:
    page = about(company_of(), agent.id) if agent else {}
    return render_template("people/agent.html", form=form, names=FACTS, agent=agent, **page, **facts), status


def about(company: Company, agent: str) -> dict[str, object]:
    """What the page of an agent tells beside their form. StoreError."""
    site = current_site()
    return {
        "company": company,
        "teams": teams_of(company, agent),
        "on_call": on_call_now(company, site.now()).get(agent, []),
        "turns": next_turns(company, agent, site.now()),
        "week_of": week_of,
        "calls": last_calls(site, company, agent),
    }


def teams_of(company: Company, agent: str) -> list[tuple[Team, str]]:
    """The teams of an agent, each with the level there."""
    return [(team, there[agent]) for team in company.teams.values() if agent in (there := levels_of(team))]


def facts_of(agent: Agent, company: Company) -> dict[str, Any]:
    phones = "\n".join(readable(phone, company.country) for phone in agent.phones)
    kept = {"phones": phones, "told_of": [one.value for one in agent.told_of]}
    kept |= {"quiet": quiet_shown(agent.quiet), "told_by": [one.value for one in agent.told_by]}
    return {"id": agent.id} | {name: getattr(agent, name) for name in FACTS} | kept


def typed_agent(form: AgentForm, company: Company, former: Agent) -> Agent:
    """The agent that the form says, in the place of the former one. Refused, in French."""
    facts = {name: value_of(form[name], company) for name in FACTS}
    pin = None if form.no_pin.data else read(form.pin, scalars.pin) or former.pin
    return replace(former, **facts, pin=pin)


def value_of(field: Field, company: Company) -> Any:
    """What a field says of an agent. Refused."""
    match field:
        case Lines():
            return each(field, number_to_ring(company))
        case Choices():
            return tuple(one for one in WORDS[field.name] if one.value in (field.data or ()))
        case Text():
            return (needed if field.flags.required else read)(field, TEXTS[field.name])
        case _:
            return field.data


def differing(facts: dict[str, Any], form: AgentForm) -> list[str]:
    """What stands now against what was typed."""
    there = {name: "\n".join(str(facts[name] or "").splitlines()) for name in FACTS}
    here = {name: "\n".join(str(form[name].data or "").splitlines()) for name in FACTS}
    return [changed(form[name].label.text, there[name], here[name]) for name in FACTS if there[name] != here[name]]
