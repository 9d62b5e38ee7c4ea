"""The emergency announcement of a line, put from its page and taken back."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from appliance.company.incidents import with_incident
from appliance.company.model import Incident, Line
from appliance.planning.moments import read_moment
from appliance.store.company_file import scalars
from web.frame.gate import MANAGERS, open_to
from web.frame.site import Site, current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.reading import ForceForm, IncidentForm, shown
from web.settings.editing import Page
from web.settings.saving import Refused, save_changed


@pages.post("/lignes/<key>/annonce-urgence")
@open_to(MANAGERS)
def tell_incident(key: str) -> Page:
    site = current_site()
    company, line = line_asked(site, key)
    form = IncidentForm()
    try:
        change_incident(site, line, form)
    except (ValueError, Refused) as error:
        told = error.sentences if isinstance(error, Refused) else [str(error)]
        return shown(site, company, line, ForceForm(formdata=None), form, told), 422
    flash(f"{line.name} : c'est enregistré ; le prochain appel en tient compte.")
    return redirect(url_for("lines.one", key=key), code=303)


def change_incident(site: Site, line: Line, form: IncidentForm) -> None:
    """Put what the form says, or take back what is told. ValueError and Refused, in French; StoreError."""
    if request.form.get("do") == "cancel":
        act = f"Ligne {line.name} : annonce d'urgence ôtée"
        save_changed(site, lambda now: with_incident(now, line.id, None), act)
        return
    incident = incident_of(form, line, site)
    save_changed(site, lambda now: with_incident(now, line.id, incident), f"Ligne {line.name} : annonce d'urgence")


def incident_of(form: IncidentForm, line: Line, site: Site) -> Incident:
    """What was typed. ValueError, in French."""
    text = (form.text.data or "").strip()
    if not text:
        raise ValueError("Écrivez ce que l'appelant entend.")
    until = read_moment(form.until.data, line.timezone).moment if form.until.data else None
    if until is not None and until <= site.now():
        raise ValueError("La fin doit être à venir.")
    return Incident(scalars.spoken(text), until)
