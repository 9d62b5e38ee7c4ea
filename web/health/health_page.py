"""Santé: each check with what was seen and what to do; what the settings would lose, line by line."""

from __future__ import annotations

from flask import Blueprint, render_template

from appliance.checks import check_company
from appliance.prompts.build import open_shelf
from appliance.store.phone_tests.probes import list_probes
from web.frame.gate import READERS, open_to
from web.frame.site import Site, current_site
from web.frame.words import moment_in_paris
from web.health.endpoints import STALE
from web.sight import own_sight

# Name of a probe, or how it begins -> what to do when it is bad.
REMEDIES = {
    "freeswitch": "Sur la machine : « systemctl status freeswitch », puis « systemctl restart freeswitch ».",
    "trunk_": "Vérifiez l'accès à Internet, puis l'état du trunk chez l'opérateur ; son mot de passe a pu changer.",
    "controller": "Sur la machine : « systemctl restart astreinte » ; d'ici là le mode secours répond aux appels.",
    "web": "Sur la machine : « systemctl restart astreinte-web ».",
    "database": "Vérifiez le disque et la dernière sauvegarde ; « astreinte restore » la remet en place.",
    "company": "Corrigez les réglages signalés plus bas.",
    "disk": "Libérez de la place : vieux messages, vieilles sauvegardes.",
    "records": "Rien n’est perdu : le contrôleur essaie de nouveau, et à chaque démarrage. Son journal dit pourquoi : "
    "« journalctl -u 'astreinte-controller@*' ».",
    "sounds": "Rien : le contrôleur les refait. Si cela dure : « astreinte prompts build », et la place sur le disque.",
    "clock_freeswitch": "Rien, si c'est récent ; sinon, ligne libre : « systemctl restart freeswitch ».",
    "clock": "Vérifiez les serveurs de temps : « chronyc tracking », « systemctl status chrony ».",
}


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


def remedy_of(name: str) -> str:
    """What to do when this probe is bad."""
    return next((remedy for start, remedy in REMEDIES.items() if name.startswith(start)), "")
