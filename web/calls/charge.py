"""« Je m'en charge »: behind the link of a mail, with no account; and on the page of a call, for who manages."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from appliance.company.model import Company
from appliance.disclosure import sight_of_told
from appliance.disclosure.journal import read_call
from appliance.notify.call_letters import Letter
from appliance.notify.told_people import Person
from appliance.planning.moments import long_moment
from appliance.store.callbacks.queue import close_by_hand
from appliance.store.errors import StoreError
from appliance.store.journal.message_followup import ChangedMeanwhile, NotEntrusted, find_message, take_care
from appliance.store.outbox.links import Linked, linked_by
from appliance.store.outbox.tidings import take_charge, tidings_of
from web.frame.dead_link import DeadLink
from web.frame.gate import MANAGERS, account, open_to
from web.frame.site import Site, current_site, zone_of
from web.sight import own_sight

Answer = tuple[str, dict[str, str]]
LONGEST = 100  # letters of a secret; ours have 43


# GET shows and changes nothing: mail scanners open links. POST takes charge.
pages = Blueprint("charge", __name__, template_folder="templates")
inside = Blueprint("taking", __name__)


@pages.get("/astreinte/charge/<secret>")
def show(secret: str) -> Answer:
    site = current_site()
    linked, letter = found(site, secret)
    taken = linked.tiding.taken_at
    page = render_template(
        "charge.html",
        letter=letter,
        taken_by=named(sight_of_told(letter.company, letter.person.agent).who_took(linked.tiding.taken_by or "")),
        taken=long_moment(taken, zone_of(letter.company).key) if taken else None,
    )
    return page, {"Referrer-Policy": "same-origin"}  # with no-referrer, the form's POST would say `Origin: null`


@pages.post("/astreinte/charge/<secret>")
def take(secret: str) -> Response:
    site = current_site()
    linked, letter = found(site, secret)
    try:
        by = f"{letter.person.name}, par le lien"
        take_charge(site.database, linked.tiding.id, by, site.real_clock(), letter.person.agent)
    except StoreError:
        abort(503)
    return redirect(url_for("charge.show", secret=secret), code=303)


@inside.post("/appels/<call_id>/charge")
@open_to(MANAGERS)
def take_inside(call_id: str) -> Response:
    """All that is still open of a call. StoreError."""
    site = current_site()
    who, now, open_ones = account(), site.real_clock(), [one for one in tidings_of(site.database, call_id) if one.open]
    mine = [take_charge(site.database, one.id, who.name, now, who.agent) for one in open_ones]
    for one in (tiding for tiding, taken in zip(open_ones, mine, strict=True) if taken and tiding.file):
        entrust(site, call_id, one.file or "")
    flash("C'est noté : personne d'autre n'est prévenu." if any(mine) else whose_it_is(site, call_id))
    return redirect(url_for("journal.one", call_id=call_id), code=303)


def entrust(site: Site, call_id: str, file: str) -> None:
    """A message that was taken with its call is given to whoever took it, as by its own page. StoreError."""
    message, name = find_message(site.database, call_id, file), account().name
    if message is not None and message.open and message.assigned_to is None:
        with suppress(ChangedMeanwhile, NotEntrusted):
            take_care(
                site.database,
                message,
                assigned_to=name,
                text=message.note,
                done=False,
                by=name,
                now=site.real_clock(),
            )


@inside.post("/appels/<call_id>/rappel")
@open_to(MANAGERS)
def close_callback(call_id: str) -> Response:
    """The caller was called, or need not be: the box tries no more. StoreError."""
    site = current_site()
    closed = close_by_hand(site.database, call_id, account().name, site.now(), site.real_clock())
    flash("C'est noté : la boîte ne rappelle plus." if closed else "Ce rappel était déjà fini.")
    return redirect(url_for("journal.one", call_id=call_id), code=303)


def whose_it_is(site: Site, call_id: str) -> str:
    """« Claire Durand s'en charge déjà. »; 409 where nobody has anything of this call. StoreError."""
    taken = [one.taken_by for one in tidings_of(site.database, call_id) if one.taken_by] or abort(409)
    return f"{named(own_sight(site).who_took(str(taken[-1])))} s'en charge déjà."


def named(taken_by: str) -> str:
    """« Claire Durand », of « Claire Durand, par le lien »."""
    return taken_by.partition(",")[0]


def found(site: Site, secret: str) -> tuple[Linked, Letter]:
    """What a link is about, as its reader was told; 404 for an unknown one, 503 when the database does not answer."""
    try:
        linked = linked_by(site.database, secret, site.real_clock()) if len(secret) <= LONGEST else None
        company = site.company()
        if linked is None or company is None:
            raise DeadLink
        person = reader_of(company, linked)
        sight = sight_of_told(company, person.agent)
        call = read_call(site.database, sight, linked.tiding.call_id)
    except StoreError:
        abort(503)
    line = company.lines.get(call["line"] or "") if call is not None else None
    if call is None or line is None:
        raise DeadLink
    return linked, Letter(linked.tiding, call, company, line, person, sight)


def reader_of(company: Company, linked: Linked) -> Person:
    """Whose link it is: an agent, whatever their address has become; else whose address it is."""
    address, agents = linked.recipient, company.agents
    at = (one for one in agents.values() if address in (one.mail, *one.phones))
    known = agents.get(linked.agent) if linked.agent is not None else next(at, None)
    return Person(known.name if known else address, (), known.id if known else None)
