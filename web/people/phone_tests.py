"""The telephones of an agent, each tried by a call that asks for a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.calls.leg import OfferOutcome
from appliance.calls.outcome_words import of_a_phone_test, of_a_screened_phone
from appliance.company.model import Agent
from appliance.door import Refused, may_ring
from appliance.store.phone_tests.phone_tests import PhoneTest, TestRefused, ask_phone_test, last_phone_tests
from web.frame.gate import MANAGERS, account, open_to
from web.frame.site import current_site
from web.frame.warned import warn
from web.frame.words import moment_in_paris, spaced

Page = str | AnyResponse | tuple[str, int]


@dataclass(frozen=True)
class Tried:
    """A telephone, and what its last test says. `tone`: good, bad, ring, or plain when it was never tried."""

    phone: str
    words: str
    tone: str


# `/intervenants/<agent>/telephones` and its living part.
pages = Blueprint("phone_tests", __name__, template_folder="templates")


def asked(agent: str) -> Agent:
    company = current_site().company()
    return (company.agents.get(agent) if company else None) or abort(404)


def tried(agent: Agent) -> list[Tried]:
    site = current_site()
    tests, now = last_phone_tests(site.database, agent.id), site.real_clock()
    return [Tried(phone, *words_of(tests.get(phone), now)) for phone in agent.phones]


@pages.get("/intervenants/<agent>/telephones")
@open_to(MANAGERS)
def page(agent: str) -> Page:
    known = asked(agent)
    return render_template("phone_tests/page.html", agent=known, tried=tried(known))


@pages.get("/intervenants/<agent>/telephones/direct")
@open_to(MANAGERS)
def living(agent: str) -> Response:
    known = asked(agent)
    answer = Response(render_template("phone_tests/living.html", agent=known, tried=tried(known)))
    answer.add_etag()
    answer.headers["Cache-Control"] = "no-cache, private"
    answer.make_conditional(request)
    return answer


@pages.post("/intervenants/<agent>/telephones")
@open_to(MANAGERS)
def call(agent: str) -> Page:
    site = current_site()
    known, phone = asked(agent), request.form.get("phone", "")
    if phone not in known.phones:
        abort(400)
    if told := why_nothing_rings(phone):
        warn(told)
        return redirect(url_for("phone_tests.page", agent=agent), code=303)
    try:
        may_ring(site.company(), phone)
        ask_phone_test(
            site.database, known.id, f"Intervenant {known.name}", phone, by=account().name, now=site.real_clock()
        )
    except (TestRefused, Refused) as error:
        return render_template("phone_tests/page.html", agent=known, tried=tried(known), problem=str(error)), 409
    flash(f"Le téléphone de {known.name} va sonner : il faut décrocher, et taper 1.")
    return redirect(url_for("phone_tests.page", agent=agent), code=303)


def why_nothing_rings(phone: str) -> str:
    """In the demonstration, which has no telephone; nothing on a machine."""
    if not current_app.config.get("DEMO"):
        return ""
    told = f"Sur votre machine, le {spaced(phone)} sonnerait, et attendrait la touche 1."
    return f"C'est la démonstration : rien ne sonne. {told}"


def words_of(test: PhoneTest | None, now: datetime) -> tuple[str, str]:
    """What the last test says, and its tone."""
    if test is None:
        return "jamais essayé", "plain"
    if test.under_way(now):
        return ("appel d'essai en cours…" if test.began_at else "l'appel d'essai part…"), "ring"
    if test.began_at is None:
        return "l'essai n'est pas parti : le contrôleur ne répond pas, voyez la page Santé", "bad"
    if test.outcome is None:
        return "l'essai s'est perdu : le contrôleur s'est arrêté", "bad"
    good = test.outcome is OfferOutcome.ACCEPTED
    screened = of_a_screened_phone(test.outcome) if test.screened else None
    title = screened or of_a_phone_test(test.outcome).title
    return f"{title} ({moment_in_paris(test.asked_at)})", "good" if good else "bad"
