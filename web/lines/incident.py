"""The emergency announcement of a line, put from its page and taken back."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, request, url_for

from appliance.company.incidents import incident_at, with_incident
from appliance.company.model import Company, Incident, Line
from appliance.planning.moments import long_end, read_moment
from appliance.store.company_file import scalars
from web.frame.gate import MANAGERS, open_to
from web.frame.seen import Meanwhile
from web.frame.site import Site, current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.reading import ForceForm, IncidentForm, end_shown, seen_on_page, shown
from web.settings.editing import Page
from web.settings.field_text import read, text_of, wrong
from web.settings.saving import Refused, save_changed

SAID = "Le prochain appel l'entend, dès que la voix l'a dit."
TAKEN_BACK = "Le prochain appel ne l'entend plus."


@pages.post("/lignes/<key>/annonce-urgence")
@open_to(MANAGERS)
def tell_incident(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    form = IncidentForm()
    try:
        change_incident(site, line, form)
    except Meanwhile as error:
        return shown(site, key, ForceForm(formdata=None), form, differences=error.told), 409
    except Refused as error:
        told = [] if form.errors else error.sentences
        return shown(site, key, ForceForm(formdata=None), form, told), 422
    flash(f"{line.name} : c'est enregistré. {TAKEN_BACK if request.form.get('do') == 'cancel' else SAID}")
    return redirect(url_for("lines.one", key=key), code=303)


def change_incident(site: Site, line: Line, form: IncidentForm) -> None:
    """Put what the form says, or take back what is told. Refused, in French; Meanwhile, StoreError."""
    seen = seen_on_page(site, "Annonce d'urgence", lambda now: incident_words(now, line.id, site.now()))
    if request.form.get("do") == "cancel":
        act = f"Ligne {line.name} : annonce d'urgence ôtée"
        save_changed(site, lambda now: with_incident(now, line.id, None), act, seen)
        return
    incident = incident_of(form, line, site)
    act = f"Ligne {line.name} : annonce d'urgence"
    save_changed(site, lambda now: with_incident(now, line.id, incident), act, seen)


def incident_words(company: Company, line: str, now: datetime) -> str | None:
    """« Une panne est connue. », jusqu'au dimanche 29 novembre 2026 à 8 h; None where the line is gone."""
    known = company.lines.get(line)
    if known is None:
        return None
    told = incident_at(known, now)
    if told is None:
        return "aucune"
    return f"« {told.text} »" + (f", jusqu'au {long_end(told.until, known.timezone)}" if told.until else "")


def incident_of(form: IncidentForm, line: Line, site: Site) -> Incident:
    """What was typed. Refused, in French, beside the field."""
    text = read(form.text, scalars.spoken)
    if text is None:
        raise wrong(form.text, "Écrivez ce que l'appelant entend.")
    return Incident(text, end_of(form, line, site.now()))


def end_of(form: IncidentForm, line: Line, now: datetime) -> datetime | None:
    """What was typed; the end in force where it was left as the page shows it. Refused, in French, beside the field."""
    told = incident_at(line, now)
    if told and text_of(form.until) == end_shown(line, told):
        return told.until
    until = read(form.until, lambda typed: read_moment(typed, line.timezone).moment)
    if until is not None and until <= now:
        raise wrong(form.until, "La fin doit être à venir.")
    return until
