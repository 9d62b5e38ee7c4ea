"""What each telephone of an agent is shown when a trunk presents a caller's number: tried, and told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from appliance.calls.leg import OfferOutcome
from appliance.company.model import Agent
from appliance.door import Refused, may_ring
from appliance.store.phone_tests.operators import OPERATORS, SEEN, MobileOperator, Seen, say_operator, seen_of
from appliance.store.phone_tests.phone_tests import PhoneTest, TestRefused, ask_phone_test, last_presentations
from web.frame.gate import MANAGERS, account, open_to
from web.frame.site import Site, current_site
from web.frame.warned import warn
from web.frame.words import moment_in_paris, spaced
from web.people.phone_tests import asked, why_nothing_rings

UNKNOWN = ("pas su : personne n'a tapé 1 ni 2", "plain")

pages = Blueprint("presented", __name__)  # under `/intervenants/<agent>/telephones`


@pages.get("/intervenants/<agent>/telephones/numero-presente")
@open_to(MANAGERS)
def page(agent: str) -> str:
    return shown(asked(agent))


@pages.post("/intervenants/<agent>/telephones/numero-presente")
@open_to(MANAGERS)
def call(agent: str) -> Response | tuple[str, int]:
    """The number presented is that of somebody of the house: nobody else's is ever borrowed."""
    site, known = current_site(), asked(agent)
    phone, shows, trunk = (request.form.get(name, "") for name in ("phone", "shows", "trunk"))
    operator = request.form.get("operator", "")
    if phone not in known.phones or shows not in lendable(site) or trunk not in trunks(site):
        abort(400)
    if operator not in ("", *OPERATORS):
        abort(400)
    if told := why_nothing_rings(phone):
        warn(told)
        return redirect(url_for("presented.page", agent=agent), code=303)
    try:
        may_ring(site.company(), phone)
        who, now = f"Intervenant {known.name}", site.real_clock()
        facts: dict[str, Any] = {"trunk": trunk, "shows": shows, "operator": operator}
        ask_phone_test(site.database, known.id, who, phone, by=account().name, now=now, **facts)
    except (TestRefused, Refused) as error:
        return shown(known, str(error)), 409
    flash(f"Le téléphone de {known.name} va sonner ; il devrait montrer le {spaced(shows)}.")
    return redirect(url_for("presented.page", agent=agent), code=303)


@pages.post("/intervenants/<agent>/telephones/numero-presente/operateur")
@open_to(MANAGERS)
def operator(agent: str) -> Response:
    operator_kept(asked(agent))
    return redirect(url_for("presented.page", agent=agent), code=303)


def operator_kept(known: Agent) -> None:
    """Whose network the telephone of the form is on, kept with its trials; told so."""
    phone, said = request.form.get("phone", ""), request.form.get("operator", "")
    if phone not in known.phones or said not in OPERATORS:
        abort(400)
    say_operator(current_site().database, known.id, phone, MobileOperator(said))
    flash(f"C'est noté : {spaced(phone)}, {OPERATORS[said]}.")


def shown(known: Agent, problem: str = "") -> str:
    site = current_site()
    facts = {
        "rows": tried_shown(site, known),
        "operators": OPERATORS,
        "lendable": lendable(site),
        "trunks": trunks(site),
        "problem": problem,
    }
    return render_template("phone_tests/presented.html", agent=known, **facts)


def tried_shown(site: Site, known: Agent) -> list[dict[str, str]]:
    """What each of their telephones was last shown, by trunk; `operator`: "" where nobody said it."""
    now, found = site.real_clock(), sorted(last_presentations(site.database, known.id).items())
    rows = []
    for (phone, trunk), test in found:
        if phone in known.phones:
            words, tone = verdict(test, now)
            whose = OPERATORS.get(test.operator, test.operator)
            rows.append({"phone": phone, "trunk": trunk, "words": words, "tone": tone, "operator": whose})
    return rows


def lendable(site: Site) -> dict[str, str]:
    """The numbers that may be presented for a trial: full ones of agents, each with whose it is."""
    company = site.company()
    people = company.agents.values() if company else ()
    return {phone: one.name for one in people for phone in one.phones if phone.startswith("+")}


def trunks(site: Site) -> list[str]:
    return [one.name for one in site.config.trunks]


def verdict(test: PhoneTest, now: datetime) -> tuple[str, str]:
    """What the last trial says, and its tone."""
    if test.under_way(now):
        return "l'essai est en cours…", "ring"
    words, tone = verdict_of(test.outcome)
    return f"{words} ({moment_in_paris(test.asked_at)})", tone


def verdict_of(outcome: OfferOutcome | None) -> tuple[str, str]:
    seen = seen_of(outcome)
    if seen is None:
        return UNKNOWN
    return SEEN[seen], "good" if seen is Seen.SHOWN else "bad"
