"""After the call: closed or not, work and travel, a note on the customer's card; by who took it, or by a manager."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField

from appliance.calls.accounting import last_resorts
from appliance.calls.text_lengths import SHORT, WORK
from appliance.company.model import Company
from appliance.disclosure.journal import read_call
from appliance.planning.statement import Addition
from appliance.store.errors import StoreError
from appliance.store.journal.last_resort import takers
from appliance.store.outbox.tidings import Tiding, tidings_of
from appliance.store.statements.after_call import AfterCall, tell_of_call
from appliance.store.statements.done import State, done_of, latest_notes, take_note_away
from appliance.store.statements.done_words import whose_note
from web.frame.french_form import FrenchForm
from web.frame.gate import ALL, MANAGERS, READERS, account, open_to
from web.frame.site import Site, current_site, zone_of
from web.sight import own_sight
from web.statements.interventions import LENGTH, length_of, tell_closed
from web.text_fields import Lines, Text

Page = str | Response | tuple[str, int]
SHOWN = {State.CLOSED.value: "Intervention close", State.TO_RETURN.value: "Il faut y retourner"}


class DoneForm(FrenchForm):
    """Each field may be left as it is, not all of them."""

    state = SelectField("Intervention", choices={"": "(rien à en dire)", **SHOWN})
    after = Text("Travail après l'appel", render_kw=LENGTH, longest=SHORT)
    travel = Text("Trajet, aller et retour", render_kw=LENGTH, longest=SHORT)
    note = Lines("Note sur la fiche du client", render_kw={"rows": 3}, longest=WORK)


pages = Blueprint("done", __name__, template_folder="templates")  # under `/appels`


@pages.route("/appels/<call_id>/fait", methods=["GET", "POST"])
@open_to(ALL)
def page(call_id: str) -> Page:
    """To the agent who took the call, or took charge of it afterwards, and to managers."""
    site = current_site()
    company, found = site.company(), read_call(site.database, own_sight(site), call_id)
    agent = writer_of(company, found, tidings_of(site.database, call_id)) if company and found else None
    if company is None or found is None or agent is None:
        abort(404)
    form = DoneForm()
    facts = {"form": form, "call": found, "company": company, "began": began_at(found, company)}
    facts["for_another"] = "" if account().agent == agent else company.agents[agent].name
    if request.method == "GET":
        return render_template("journal/done.html", **facts)
    if not form.validate_on_submit():
        return render_template("journal/done.html", **facts), 422
    try:
        added = written(site, company, agent, call_id, form)
    except (ValueError, StoreError) as error:
        return render_template("journal/done.html", **facts, problem=str(error)), 422
    flash("C'est noté.")
    if added is not None:
        tell_closed(added, company)
    return back_to(call_id)


@pages.post("/appels/<call_id>/fait/<said>/effacer")
@open_to(ALL)
def erase(call_id: str, said: str) -> Response:
    """A note alone goes: what was said of the intervention stays."""
    site, who = current_site(), account()
    mine = next((one for one in done_of(site.database, call_id) if one.id == said), None)
    if mine is None or not (who.role in MANAGERS or mine.agent == who.agent):
        abort(404)
    gone = take_note_away(site.database, call_id, said)
    flash("La note est effacée." if gone else "Cette note était déjà effacée.")
    return back_to(call_id)


def began_at(call: Mapping[str, Any], company: Company) -> datetime:
    return datetime.fromisoformat(call["started_at"]).astimezone(zone_of(company))


def back_to(call_id: str) -> Response:
    """The page of the call; an agent's own page, as the line may be no more theirs."""
    address = url_for("journal.one", call_id=call_id) if account().role in READERS else url_for("mine.shifts")
    return redirect(address, code=303)


def writer_of(company: Company, call: Mapping[str, Any], tidings: Sequence[Tiding]) -> str | None:
    """The agent whose intervention it was: oneself, or for a manager the last one; None for others.

    Where nobody took the call, it is whoever took charge of it.
    """
    mine = account().agent
    took = takers(current_site().database, call["id"], last_resorts(company))
    known = took or [one.taken_agent for one in tidings if one.taken_agent]
    agents = [one for one in known if one in company.agents]
    if mine in agents:
        return mine
    return agents[-1] if agents and account().role in MANAGERS else None


def notes_told(site: Site, call: Mapping[str, Any], timezone: str) -> list[tuple[str, str]]:
    """What agents noted at this customer's calls before, for whoever takes the next: whose, what. StoreError."""
    company, seen = site.company(), own_sight(site)
    return [(whose_note(one, company, timezone), seen.text(one.note)) for one in latest_notes(site.database, call)]


def written(site: Site, company: Company, agent: str, call: str, form: DoneForm) -> Addition | None:
    """Write what the form says, times in the statement: what was added there. ValueError and StoreError, in French."""
    after, travel = length_of(form.after), length_of(form.travel)
    words, state = " ".join((form.note.data or "").split()), State(form.state.data) if form.state.data else None
    told = AfterCall(state, words, after, travel)
    times = {"at": site.now(), "real": site.real_clock()}
    return tell_of_call(site.database, company, agent, call, told, by=account().name, **times)
