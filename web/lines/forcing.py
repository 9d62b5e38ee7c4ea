"""A period imposed on a line from its page, and taken back."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, request, url_for

from appliance.company.forcing import still_forced, without_forced
from appliance.company.model import Company, Line
from appliance.company.names import line_words
from appliance.door.forced import forcing
from appliance.planning.explanation import PERIODS
from appliance.planning.hours import ForcedPeriod, Period
from appliance.planning.moments import long_end, read_moment
from web.frame.gate import MANAGERS, open_to
from web.frame.seen import Meanwhile
from web.frame.site import Site, current_site
from web.lines.asked import line_asked
from web.lines.blueprint import pages
from web.lines.reading import ForceForm, incident_form, seen_on_page, shown
from web.settings.editing import Page
from web.settings.field_text import read, wrong
from web.settings.saving import Refused, save_changed


@pages.post("/lignes/<key>/forcer")
@open_to(MANAGERS)
def force(key: str) -> Page:
    site = current_site()
    _, line = line_asked(site, key)
    form = ForceForm()
    try:
        change_forced(site, line, form)
    except Meanwhile as error:
        return shown(site, key, form, incident_form(site, line), differences=error.told), 409
    except Refused as error:
        told = [] if form.errors else error.sentences
        return shown(site, key, form, incident_form(site, line), told), 422
    flash(f"{line.name} : c'est enregistré ; le prochain appel en tient compte.")
    return redirect(url_for("lines.one", key=key), code=303)


def change_forced(site: Site, line: Line, form: ForceForm) -> None:
    """Impose what the form says, or take back what is imposed. Refused, in French; Meanwhile, StoreError."""
    seen = seen_on_page(site, "Période forcée", lambda now: forced_words(now, line.id, site.now()))
    if request.form.get("do") == "cancel":
        act = f"{line_words(line.name)} : période forcée annulée"
        save_changed(site, lambda now: without_forced(now, line.id, site.now()), act, seen)
    else:
        forced = forced_by(form, line, site.now())
        act = f"{line_words(line.name)} : période forcée"
        save_changed(site, lambda now: forcing(now, line.id, forced, site.now()), act, seen)


def forced_words(company: Company, line: str, now: datetime) -> str | None:
    """« fermeture jusqu'au dimanche 29 novembre 2026 à 8 h »; None where the line is gone."""
    if line not in company.lines:
        return None
    zone = company.lines[line].timezone
    forced = (f"{PERIODS[one.period]} jusqu'au {long_end(one.end, zone)}" for one in still_forced(company, line, now))
    return " ; ".join(forced) or "aucune"


def forced_by(form: ForceForm, line: Line, now: datetime) -> ForcedPeriod:
    """From now until what was typed. Refused, in French, beside the field."""
    until = read(form.until, lambda typed: read_moment(typed, line.timezone).moment)
    if until is None:
        raise wrong(form.until, "Dites jusqu'à quand.")
    if until <= now:
        raise wrong(form.until, "La fin doit être à venir.")
    if form.period.data not in set(Period):
        raise wrong(form.period, "Choisissez une période.")
    return ForcedPeriod(Period(form.period.data), now, until)
