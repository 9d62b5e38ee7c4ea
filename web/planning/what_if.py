"""« Et si on appelait ? »: the real script on the company's own settings, at any moment, told with its reasons.

A question in the address: nothing is written, rung or sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from wtforms import SelectField

from appliance.calls.duty import Duty, duty
from appliance.calls.text_lengths import SHORT
from appliance.calls.timeline import Told
from appliance.company.actions import named_by
from appliance.company.hours import hours_of
from appliance.company.key_purposes import key_meaning
from appliance.company.model import Company, Line
from appliance.company.names import agent_names, line_names
from appliance.company.numbers import caller_number
from appliance.planning.explanation import why_period
from appliance.planning.hours import Period
from appliance.planning.moments import read_moment
from appliance.simulator.narration import retell
from appliance.simulator.scenario import OFFICE, RESORT, read_caller, read_cast
from appliance.simulator.simulation import Simulation, simulate
from appliance.store.journal.caller_search import is_hidden
from appliance.store.journal.reader import load_of_teams
from appliance.store.outbox.queue import MAIL, SMS
from web.frame import words
from web.frame.french_form import FrenchPart
from web.frame.gate import READERS, open_to
from web.frame.site import Site, current_site
from web.planning.what_if_story import conclusion, in_short, rings
from web.planning.what_if_told import Telling, telling
from web.sight import own_sight
from web.text_fields import Text

BEHAVIOURS = {
    "no-answer": "ne répond pas",
    "accept": "décroche et accepte",
    "refuse": "décroche et refuse",
    "voicemail": "sa messagerie décroche",
    "busy": "est en ligne",
    "unreachable": "est injoignable",
}
PLACES = {OFFICE: words.OFFICE_WORDS, RESORT: words.LAST_RESORT_WORDS}


class WhatIfForm(FrenchPart):
    """In the address: it changes nothing, so it has no token."""

    ligne = SelectField("Ligne", validate_choice=False)
    moment = Text("Moment de l'appel", render_kw={"type": "datetime-local"}, longest=SHORT)
    appelant = Text("Numéro de l'appelant", render_kw={"placeholder": "06 12 34 56 78, ou « masqué »"}, longest=SHORT)
    touches = Text("Touches tapées, dans l'ordre", longest=SHORT)


@dataclass(frozen=True)
class Answer:
    """What would happen. `remark`: of a moment that the clock reads twice. `telling`: who would be told, if anybody."""

    now: Duty
    simulation: Simulation
    told: list[Told]
    remark: str | None
    telling: Telling | None

    @property
    def conclusion(self) -> str:
        """How the call would end, in a sentence."""
        return conclusion(self.simulation, self.now)

    @property
    def rings(self) -> bool:
        """Whether anybody is looked for."""
        return rings(self.simulation)

    @property
    def short(self) -> list[Told]:
        """The call in a few lines."""
        return in_short(self.simulation, self.told)


pages = Blueprint("what_if", __name__, template_folder="templates")  # `/essai`


@pages.get("/essai")
@open_to(READERS)
def page() -> str | tuple[str, int]:
    site = current_site()
    company = site.company()
    if company is None or not company.lines:
        return render_template("what_if/page.html", form=None)
    form = WhatIfForm(request.args)
    form.ligne.choices = line_names(company)
    line = company.lines.get(form.ligne.data or "") or next(iter(company.lines.values()))
    form.ligne.data = line.id
    form.moment.data = form.moment.data or words.clock_in(site.now(), line.timezone)
    cast = {who: request.args.get(f"fait-{who}", "no-answer") for who in everybody(company, line)}
    facts = {"form": form, "cast": cast, "names": names_of(company), "behaviours": BEHAVIOURS}
    facts["keys_hint"] = keys_hint(company, line, form.moment.data)
    if "moment" not in request.args:
        return render_template("what_if/page.html", answer=None, **facts)
    try:
        answer = answer_to(site, company, line, form, cast)
    except ValueError as error:
        return render_template("what_if/page.html", answer=None, problem=str(error), **facts), 422
    return render_template("what_if/page.html", answer=answer, company=company, **facts)


def answer_to(site: Site, company: Company, line: Line, form: WhatIfForm, cast: dict[str, str]) -> Answer:
    """Play the call. ValueError, in French, for what cannot be read."""
    typed = read_moment(form.moment.data or "", line.timezone)
    told = [f"{who}:{does}" for who, does in cast.items() if does in BEHAVIOURS]
    load = load_of_teams(site.database, company.teams.values(), typed.moment)
    caller, number = read_caller(form.touches.data or ""), number_of(form.appelant.data or "", company.country)
    seen, ways = own_sight(site), {MAIL: site.config.mail, SMS: site.config.sms}
    calling = seen.tried_from(number, company)
    phones = read_cast(" ".join(told), calling, line).phones
    simulation = simulate(calling, line, typed.moment, caller, phones, number, load)
    then = telling(simulation, seen, [way for way, known in ways.items() if known is not None])
    return Answer(duty(company, line, typed.moment, load), simulation, retell(simulation), typed.remark, then)


def keys_hint(company: Company, line: Line, typed: str) -> str:
    """« 1 : panne, 2 : message. Vide : il ne tape rien. », of the menu that opens then; else of after hours."""
    try:
        period = why_period(hours_of(company, line), read_moment(typed, line.timezone).moment)[0]
    except ValueError:
        period = Period.AFTER_HOURS
    opened = company.menus.get(named_by(line.behaviours[period].action).menu or "")
    choices = [(key, key_meaning(company, opened.id, key)) for key in opened.choices] if opened else []
    keys = ", ".join(f"{key} : {meaning}" for key, meaning in choices if meaning)
    return f"{keys}. Vide : il ne tape rien." if keys else "Vide : il ne tape rien."


def number_of(typed: str, country: str) -> str | None:
    """E.164, or None for a hidden number. ValueError, in French."""
    if not typed.strip() or is_hidden(typed):
        return None
    number = caller_number(typed, country)
    if number is None:
        raise ValueError(f"« {typed} » n'est pas un numéro ; écrivez par exemple 06 12 34 56 78, ou « masqué ».")
    return number


def everybody(company: Company, line: Line) -> list[str]:
    """Who may be told what to do: the agents, the office and the last resort where the line has them."""
    found = list(company.agents)
    for place in PLACES:
        try:
            read_cast(f"{place}:accept", company, line)
        except ValueError:
            continue  # this line has none
        found.append(place)
    return found


def names_of(company: Company) -> dict[str, str]:
    return agent_names(company) | PLACES
