"""The drill: one's own telephone rung by the line, to see whether it gets through « ne pas déranger »."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.company.own_lines import own_lines
from appliance.door import Refused, may_ring
from appliance.planning.wall_clock import wall_clock
from appliance.store.phone_tests.operators import OPERATORS
from appliance.store.phone_tests.phone_tests import MOST_OF_ONE_S_OWN, TestRefused, ask_phone_test
from web.frame.gate import ALL, account, open_to
from web.frame.site import current_site
from web.frame.warned import warn
from web.people.phone_tests import tried, why_nothing_rings
from web.people.presented import operator_kept, tried_shown
from web.planning.my_duties import me, pages

Page = str | AnyResponse | tuple[str, int]


@pages.get("/moi/essai")
@open_to(ALL)
def drill() -> Page:
    return page_of()


@pages.get("/moi/essai/direct")
@open_to(ALL)
def drill_living() -> Response:
    """How the telephones answered, as it comes."""
    company, agent = me()
    known = company.agents[agent]
    answer = Response(render_template("mine/drill_living.html", tried=tried(known)))
    answer.add_etag()
    answer.headers["Cache-Control"] = "no-cache, private"
    answer.make_conditional(request)
    return answer


@pages.post("/moi/essai")
@open_to(ALL)
def ring_me() -> Page:
    site, (company, agent) = current_site(), me()
    known, phone = company.agents[agent], request.form.get("phone", "")
    if phone not in known.phones:
        abort(400)
    if told := why_nothing_rings(phone):
        warn(told)
        return redirect(url_for("mine.drill"), code=303)
    try:
        may_ring(company, phone)
        name, now = f"Intervenant {known.name}", site.real_clock()
        ask_phone_test(site.database, agent, name, phone, by=account().name, now=now, most=MOST_OF_ONE_S_OWN)
    except (TestRefused, Refused) as error:
        return page_of(problem=str(error)), 409
    flash("La ligne vous appelle : décrochez, et tapez 1.")
    return redirect(url_for("mine.drill"), code=303)


@pages.post("/moi/essai/operateur")
@open_to(ALL)
def my_operator() -> AnyResponse:
    """Whose network one's mobile is on, once it was tried with the number of a caller."""
    company, agent = me()
    operator_kept(company.agents[agent])
    return redirect(url_for("mine.drill"), code=303)


def page_of(problem: str = "") -> str:
    site, (company, agent) = current_site(), me()
    known = company.agents[agent]
    lines = own_lines(company, agent, wall_clock(site.now(), company.timezone).date())
    unsaid = [one for one in tried_shown(site, known) if not one["operator"]]
    facts = {"tried": tried(known), "lines": lines, "unsaid": unsaid, "operators": OPERATORS}
    return render_template("mine/drill.html", agent=known, problem=problem, **facts)
