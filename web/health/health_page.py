"""Santé: each check with what was seen and what to do; what the settings would lose, line by line."""

from __future__ import annotations

from flask import Blueprint, render_template

from appliance.checks import check_company
from appliance.checks.remedies import remedy_of
from appliance.prompts.build import open_shelf
from appliance.store.phone_tests.probes import list_probes
from appliance.store.phone_tests.readiness import STALE
from web.frame.gate import READERS, open_to
from web.frame.site import Site, current_site
from web.frame.words import moment_in_paris
from web.sight import own_sight

pages = Blueprint("condition", __name__, template_folder="templates")  # `/sante`


@pages.get("/sante")
@open_to(READERS)
def page() -> str:
    site = current_site()
    company, probes, seen = site.company(), list_probes(site.database), own_sight(site)
    shelf = open_shelf(site.config.prompts_dir, site.config.speech_engine)
    return render_template(
        "condition/page.html",
        probes=[({**one, "sentence": seen.text(one["sentence"])}, remedy_of(one["name"])) for one in probes],
        unwritten=unwritten_words(site),
        stale=bool(probes) and site.real_clock() - probes[0]["asked_at"] > STALE,
        found=seen.findings(check_company(company, site.now(), shelf=shelf) if company else []),
        company=company,
    )


def unwritten_words(site: Site) -> str | None:
    """That the database takes nothing, while sign-ins wait to be written; None when all is."""
    since = site.sign_ins.refused_since(site.real_clock())
    if since is None:
        return None
    return (
        f"La base de données ne peut pas être écrite depuis le {moment_in_paris(since)} : on se connecte et on lit, "
        "mais ce qu'on voudrait enregistrer est refusé ; libérez de la place sur le disque, ou vérifiez-le."
    )
