"""« À rappeler » : whom an agent may ring back from the page, and the ticket that the page dials for one of them.

What is said here is said again by the controller, at the moment of dialling: this page only asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for

from appliance.calls.ring_back_states import RingBackState
from appliance.company.dialling import Purpose, not_to_dial
from appliance.company.model import Company
from appliance.disclosure.to_ring_back import Kind, ToRingBack, to_ring_back
from appliance.store.page_calls.ring_backs import Wanted, ask_ring_back, state_of_ring_back
from web.answering.pages import me, sentence
from web.frame.gate import ALL, open_to
from web.frame.site import current_site, zone_of
from web.frame.typography import typeset

KINDS = {
    Kind.CALLBACK: "Rappel promis",
    Kind.MESSAGE: "Message",
    Kind.CALL: "Appel",
}
LONGEST_TICKET = 64

# `/moi/repondre/rappels` and what is under it, where the machine lets agents answer in a page.
pages = Blueprint("ring_backs", __name__, template_folder="templates")


@dataclass(frozen=True)
class Row:
    """One caller, as the page lists them. `why_not`: in the place of the button. `asked`: it was opened on them."""

    one: ToRingBack
    kind: str
    why_not: str
    asked: bool


def words_of(state: RingBackState) -> str:
    """What the page says of it."""
    match state:
        case RingBackState.ASKED:
            return "Connexion…"
        case RingBackState.RINGS:
            return "L'appelant est appelé, avec le numéro de la ligne."
        case RingBackState.TALKS:
            return "Vous parlez à l'appelant."
        case RingBackState.ENDED:
            return "L'appel est terminé."
        case RingBackState.BUSY:
            return "L'appelant est en ligne, ou refuse l'appel."
        case RingBackState.NO_ANSWER:
            return "L'appelant ne répond pas."
        case RingBackState.UNREACHABLE:
            return "L'appelant est injoignable."
        case RingBackState.GONE:
            return "L'un de vous deux a raccroché aussitôt."
        case RingBackState.OVER:
            return "Personne n'est appelé : cet appelant n'est plus à vous de rappeler."
        case RingBackState.TAKEN:
            return "Personne n'est appelé : quelqu'un d'autre rappelle cet appelant, ou s'en charge."
        case RingBackState.HIDDEN:
            return "Cet appelant n'a pas montré son numéro."
        case RingBackState.NOT_DIALLED:
            return "La ligne ne peut pas rappeler ce numéro."
        case RingBackState.CAPPED:
            return (
                "Personne n'est appelé : les appels sortants de la boîte approchent de leur plafond, et le reste est "
                "aux appelants."
            )
        case RingBackState.HELD:
            return "Personne n'est appelé : un autre appel vous tient."
        case RingBackState.STOPPED:
            return "Personne n'est appelé : la boîte redémarre. Réessayez dans une minute."
        case RingBackState.FAILED:
            return "Personne n'est appelé : la base ne répond pas. Réessayez."
        case _:
            assert_never(state)


@pages.get("/moi/repondre/rappels")
@open_to(ALL)
def callers() -> str:
    """Whom the agent may ring back: the one of the call in the address, if any, then promised ones."""
    agent, site = me(), current_site()
    company = site.company() or abort(404)
    found, asked = to_ring_back(site.database, company, agent, site.now(), site.real_clock()), request.args.get("appel")
    listed = [Row(one, KINDS[one.kind], why_not(one, company), one.call_id == asked) for one in found]
    rows = sorted(listed, key=lambda row: not row.asked)
    over = words_of(RingBackState.OVER) if asked and not any(row.asked for row in rows) else ""
    return render_template("answering/callers.html", rows=rows, over=over, zone=zone_of(company))


@pages.post("/moi/repondre/rappels")
@open_to(ALL)
def ask() -> Response:
    """The ticket to dial for one of them, and where to ask how it goes; or the sentence of why there is none."""
    agent, site = me(), current_site()
    company = site.company() or abort(404)
    wanted = Wanted(*(request.form.get(name, "") for name in ("kind", "call", "file")))
    found = to_ring_back(site.database, company, agent, site.now(), site.real_clock(), call=wanted.call_id)
    one = next((one for one in found if Wanted(one.kind.value, one.call_id, one.file) == wanted), None)
    if one is None:
        return sentence(words_of(RingBackState.OVER), 404)
    if refused := why_not(one, company):
        return sentence(refused, 422)
    ticket = ask_ring_back(site.database, agent, wanted, site.config.box_name)
    return jsonify(ticket=ticket, state=url_for("ring_backs.state", ticket=ticket))


@pages.get("/moi/repondre/rappels/<ticket>")
@open_to(ALL)
def state(ticket: str) -> Response:
    """Where it stands, to who asked for it."""
    agent = me()
    found = state_of_ring_back(current_site().database, ticket, agent) if len(ticket) <= LONGEST_TICKET else None
    if found is None:
        abort(404)
    return jsonify(state=found.value, words=typeset(words_of(found)))


def why_not(one: ToRingBack, company: Company) -> str:
    """Why there is nobody to ring; "" where there is."""
    if one.number is None or not any(letter.isdigit() for letter in one.number):
        return words_of(RingBackState.HIDDEN)
    refused = not_to_dial(one.number, company, Purpose.CALLBACK)
    return words_of(RingBackState.NOT_DIALLED) if refused else ""
