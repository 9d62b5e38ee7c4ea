"""Santé: each check with what was seen and what to do; what the settings would lose, line by line."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from appliance.checks import check_company
from appliance.checks.remedies import remedy_of
from appliance.store.outbox.queue import DeliveryState, list_deliveries, try_now
from appliance.store.phone_tests.probes import list_probes
from appliance.store.phone_tests.readiness import STALE
from web.calls.told import state_words
from web.frame.gate import MANAGERS, READERS, open_to
from web.frame.rewording import prompt_store_of
from web.frame.site import Site, current_site
from web.frame.words import moment_in_paris
from web.sight import own_sight

SHOWN = 30  # sendings
pages = Blueprint("health_page", __name__, template_folder="templates")  # `/sante`


@pages.get("/sante")
@open_to(READERS)
def page() -> str:
    site = current_site()
    company, probes, seen = site.company(), list_probes(site.database), own_sight(site)
    prompt_store = prompt_store_of(site)
    return render_template(
        "health/page.html",
        probes=[({**one, "sentence": seen.text(one["sentence"])}, remedy_of(one["name"])) for one in probes],
        unwritten=unwritten_words(site),
        stale=bool(probes) and site.real_clock() - probes[0]["asked_at"] > STALE,
        found=seen.findings(check_company(company, site.now(), prompt_store=prompt_store) if company else []),
        company=company,
        sendings=[
            (one, seen.text(state_words(one)), seen.text(one["about"]))
            for one in list_deliveries(site.database, limit=SHOWN)
        ],
    )


@pages.post("/sante/envois/<int:number>/essayer")
@open_to(MANAGERS)
def try_again(number: int) -> Response:
    """StoreError."""
    site = current_site()
    became = try_now(site.database, number, site.real_clock()) or abort(404)
    flash("Il est déjà parti." if became is DeliveryState.SENT else "Il est essayé de nouveau.")
    return redirect(url_for("health_page.page"), code=303)


def unwritten_words(site: Site) -> str | None:
    """That the database takes nothing, while sign-ins wait to be written; None when all is."""
    since = site.sign_ins.refused_since(site.real_clock())
    if since is None:
        return None
    return (
        f"La base de données ne peut pas être écrite depuis le {moment_in_paris(since)} : on se connecte et on lit, "
        "mais ce qu'on voudrait enregistrer est refusé ; libérez de la place sur le disque, ou vérifiez-le."
    )
