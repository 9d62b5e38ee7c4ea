"""« Prendre les appels ici » : the page that rings, and what it asks for while it is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress

import gevent
from flask import Blueprint, Response, abort, render_template, request, stream_with_context
from flask_login import current_user
from markupsafe import Markup

from appliance.calls.accounting import last_resorts
from appliance.calls.customers import known_caller
from appliance.calls.instructions import instructions_of
from appliance.calls.markdown import html_of
from appliance.calls.text_lengths import WORK
from appliance.disclosure.journal import read_call
from appliance.store.customers.answers import KnownCustomers
from appliance.store.errors import StoreError
from appliance.store.journal.last_resort import takers
from appliance.store.page_calls.ringing import PageCall, ringing_for
from appliance.store.statements.after_call import AfterCall, tell_of_call
from web.calls.done import notes_told
from web.frame.french_form import FrenchForm
from web.frame.gate import ALL, account, open_to, public, settling_page
from web.frame.security import is_ours, with_microphone
from web.frame.site import Site, current_site, zone_of
from web.frame.typography import typeset
from web.sight import own_sight
from web.text_fields import Lines

LOOK_SECONDS = 0.4  # between two looks at what rings
LOOKS = 150  # then the page asks again, and shows once more who it is
SIGN_OF_LIFE = 25  # looks without news, after which a line is sent: a page that was closed is found out

# `/moi/repondre` and what is under it, where the machine lets agents answer in a page.
pages = Blueprint("answering", __name__, template_folder="templates")


class NoteForm(FrenchForm):
    """What is written while they talk."""

    note = Lines("Note sur la fiche du client", longest=WORK)


def me() -> str:
    """The agent who is signed in; 404 where nobody answers in a page, and for who is no agent."""
    site = current_site()
    company, agent = site.company(), account().agent
    if site.config.switch.browser_port is None or company is None or agent not in company.agents:
        abort(404)
    return str(agent)


@pages.get("/moi/repondre")
@open_to(ALL)
def page() -> Response:
    me()
    return with_microphone(render_template("answering/page.html"), sockets=True)


@pages.get("/moi/repondre/sonneries")
@open_to(ALL)
def news() -> Response:
    """What rings for the agent, told as it changes, for a minute: the page then asks again."""
    agent, site = me(), current_site()
    told = stream_with_context(rings(lambda: ringing_for(site.database, agent, site.config.box_name)))
    return Response(told, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


@pages.get("/moi/repondre/appel/<call_id>")
@open_to(ALL)
def card(call_id: str) -> str:
    """Who calls, the order and the instructions, for an agent to whom the call is offered."""
    agent, site = me(), current_site()
    company, found = site.company(), read_call(site.database, own_sight(site), call_id)
    if found is None or agent not in {one["agent"] for one in found["attempts"]}:
        abort(404)
    return render_template(
        "answering/card.html",
        form=NoteForm(),
        company=company,
        call=found,
        customer=known_caller(KnownCustomers(site.database), found["caller"], found["order"]),
        notes=notes_told(site, found, zone_of(company).key),
        instructions=[Markup(html_of(one)) for one in instructions_of(company, found["line"], found["steps"])],  # noqa: S704
    )


@pages.post("/moi/repondre/appel/<call_id>/note")
@open_to(ALL)
def note(call_id: str) -> Response:
    """A note of the agent who took the call, while they talk and afterwards: kept, or the sentence of why it is not."""
    agent, site, form = me(), current_site(), NoteForm()
    company, found = site.company(), read_call(site.database, own_sight(site), call_id)
    if company is None or found is None or agent not in takers(site.database, call_id, last_resorts(company)):
        return sentence("Rien n'est noté : vous n'avez pas pris cet appel.", 404)
    if not form.validate_on_submit():
        return sentence(" ".join(form.note.errors), 422)
    words, times = " ".join((form.note.data or "").split()), {"at": site.now(), "real": site.real_clock()}
    if not words:
        return sentence("Écrivez d'abord la note.", 422)
    try:
        tell_of_call(site.database, company, agent, call_id, AfterCall(note=words), by=account().name, **times)
    except StoreError as error:
        return sentence(str(error), 422)
    return sentence("C'est noté.", 200)


def sentence(words: str, status: int) -> Response:
    """What the page shows as it is."""
    return Response(typeset(words), status, mimetype="text/plain")


@pages.get("/moi/repondre/entree")
@public
def door() -> tuple[str, int]:
    """Whether who asks the web server for a voice is an agent of ours, in a page of ours: 204; else 401 or 403."""
    if not current_user.is_authenticated:
        abort(401)
    if not may_speak(current_site()) or not is_ours(request):
        abort(403)
    return "", 204


def may_speak(site: Site) -> bool:
    """Whether the account that is signed in is an agent's, ready, where the machine lets agents answer in a page."""
    company, who = site.company(), account()
    known = company is not None and who.agent in company.agents
    return known and site.config.switch.browser_port is not None and settling_page(who) is None


def rings(look: Callable[[], PageCall | None]) -> Iterator[str]:
    """Lines of the stream. A database that does not answer says nothing: the telephones ring."""
    yield "retry: 300\n\n"
    known: PageCall | None = None
    for number in range(LOOKS):
        if number:
            gevent.sleep(LOOK_SECONDS)
        found = known
        with suppress(StoreError):
            found = look()
        if found != known or not number:
            known = found
            yield f"data: {json.dumps(None if found is None else vars(found))}\n\n"
        elif number % SIGN_OF_LIFE == 0:
            yield ": \n\n"
