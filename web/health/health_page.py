"""Santé: what is wrong, the worst first; what is in order, a line each; what was told to people, and did not leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from appliance.checks import DAYS, Finding, check_company
from appliance.company.model import Company
from appliance.planning.moments import near_text
from appliance.store.outbox.queue import DeliveryState, list_deliveries, try_now
from appliance.store.phone_tests.probes import list_probes
from appliance.store.phone_tests.readiness import STALE
from web.calls.told import BY, state_words
from web.frame.gate import MANAGERS, READERS, account, open_to
from web.frame.rewording import prompt_store_of
from web.frame.site import Site, current_site, zone_of
from web.health.boxes import boxes_of
from web.health.seen_words import WORDS, words_of
from web.health.troubles import (
    SEEN_HERE,
    Trouble,
    database_is_full,
    monitoring_is_silent,
    of_the_machine,
    of_the_settings,
    site_is_in_french,
    verdict,
)
from web.health.unwritten import unwritten_words
from web.sight import own_sight
from web.texts.speaking import NOT_SPOKEN

SHOWN = 30  # sendings
READ = WORDS["database"].good  # who reads this page sees it answer
pages = Blueprint("health_page", __name__, template_folder="templates")  # `/sante`


@pages.get("/sante")
@open_to(READERS)
def page() -> str:
    site = current_site()
    company, probes = site.company(), seen_by_the_monitoring(site)
    found = findings_of(site, company, site.now()) if company is not None else []
    troubles = troubles_of(site, company, probes, found)
    colour, sentence = verdict(troubles)
    well = [words_of(one["name"], one["sentence"]).good for one in probes if one["healthy"] and shown(one)]
    return render_template(
        "health/page.html",
        company=company,
        boxes=boxes_of(site),
        troubles=troubles,
        colour=colour,
        verdict=sentence,
        well=list(dict.fromkeys([READ, *well])),
        covered=company is not None and not found,
        probes=probes,
        asked_at=probes[0]["asked_at"].astimezone(zone_of(company)) if probes else None,
        days=DAYS,
        in_demonstration=bool(current_app.config.get("DEMO")),
        **sendings_of(site),
    )


def shown(probe: dict[str, Any]) -> bool:
    """Whether the monitoring tells of it what this page does not show by itself."""
    return probe["name"] not in SEEN_HERE


def seen_by_the_monitoring(site: Site) -> list[dict[str, Any]]:
    """Each probe as whoever is signed in may read it. StoreError."""
    seen = own_sight(site)
    return [{**one, "sentence": seen.text(one["sentence"])} for one in list_probes(site.database, site.config.box_name)]


def troubles_of(
    site: Site, company: Company | None, probes: list[dict[str, Any]], settings: list[Finding]
) -> list[Trouble]:
    """All of them, the worst first. `settings`: what is found of these. StoreError."""
    now, found = site.real_clock(), [*of_the_machine(probes)]
    if full := unwritten_words(site):
        found.append(database_is_full(full))
    if probes and now - probes[0]["asked_at"] > STALE:
        found.append(monitoring_is_silent(near_text(probes[0]["asked_at"], now, str(zone_of(company)))))
    if why := current_app.config.get(NOT_SPOKEN):
        found.append(site_is_in_french(why))
    if company is not None:
        manages = account().role in MANAGERS
        found += of_the_settings(company, settings, site.now(), manages=manages)
    return sorted(found, key=lambda one: one.harm)


def findings_of(site: Site, company: Company, now: datetime) -> list[Finding]:
    return own_sight(site).findings(check_company(company, now, prompt_store=prompt_store_of(site)))


def sendings_of(site: Site) -> dict[str, Any]:
    """What was last told to people: what did not leave, then the rest. StoreError."""
    seen, found = own_sight(site), list_deliveries(site.database, limit=SHOWN)
    told = [
        (one, seen.text(state_words(one)), seen.text(one["about"]), BY.get(one["channel"], one["channel"]))
        for one in found
    ]
    left = [one for one in told if one[0]["state"] == DeliveryState.SENT.value]
    return {"unsent": [one for one in told if one not in left], "sent": left}


@pages.post("/sante/envois/<int:number>/essayer")
@open_to(MANAGERS)
def try_again(number: int) -> Response:
    """StoreError."""
    site = current_site()
    became = try_now(site.database, number, site.real_clock()) or abort(404)
    flash("Il est déjà parti." if became is DeliveryState.SENT else "Il est essayé de nouveau.")
    return redirect(url_for("health_page.page"), code=303)
