"""Qui a changé quoi: the journal of changes, sought by day, by what it is about and by who did it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from appliance.store.accounts.audit import list_audit, list_authors
from appliance.store.settings.history import list_revisions
from appliance.store.settings.revisions import MOST
from web.accounts.audit_subjects import SUBJECTS, TECHNICAL, about
from web.accounts.audit_words import by_day, entries_of
from web.accounts.pages import pages
from web.frame.form_values import DayField, moment_of_text
from web.frame.french_form import FrenchPart, in_the_address
from web.frame.gate import MANAGERS, open_to
from web.frame.site import Site, current_site, zone_of
from web.frame.who import author_words

__all__ = ["audit", "pages"]
ROWS = 20  # entries on one page


class SoughtForm(FrenchPart):
    """In the address, so that it may be kept and sent: it changes nothing, so it has no token."""

    du = DayField("Du", validators=[Optional()])
    au = DayField("Au", validators=[Optional()])
    sujet = SelectField("Ce qui a changé", validate_choice=False)
    qui = SelectField("Par qui", validate_choice=False)
    tout = BooleanField("Aussi ce qui est technique")


@pages.get("/audit")
@open_to(MANAGERS)
def audit() -> str | tuple[str, int]:
    site = current_site()
    zone, form = zone_of(site.company()), sought(site)
    if not form.validate():
        return render_template("accounts/audit.html", form=form, days=[], kept={}), 422
    rows = list_audit(site.database, limit=ROWS + 1, **facts_of(form, zone))
    kept = in_the_address(form)
    older = url_for("accounts.audit", avant=place_of(rows[ROWS - 1]), **kept) if len(rows) > ROWS else None
    return render_template(
        "accounts/audit.html",
        form=form,
        days=by_day(entries_of(site.database, rows[:ROWS], zone.key), zone),
        older=older,
        later="avant" in request.args,
        kept=kept,
        revisions={(one.at, one.who, one.act): one.number for one in list_revisions(site.database, limit=MOST)},
        zone=zone,
    )


def sought(site: Site) -> SoughtForm:
    """The search of the address, with those to choose from who ever changed something."""
    form = SoughtForm(request.args)
    form.sujet.choices = {"": "tout"} | {key: one.words for key, one in SUBJECTS.items()}
    form.qui.choices = {"": "tous"} | {who: author_words(who, whole=True) for who in list_authors(site.database)}
    return form


def facts_of(form: SoughtForm, zone: ZoneInfo) -> dict[str, Any]:
    """What the form asks the journal for; its days are local and both included."""
    wanted, besides = about(form.sujet.data or "")
    technical = bool(form.tout.data)
    return {
        "since": datetime.combine(form.du.data, time(), zone) if form.du.data else None,
        "before": datetime.combine(form.au.data + timedelta(days=1), time(), zone) if form.au.data else None,
        "after": place_asked(),
        "who": form.qui.data or None,
        "about": wanted,
        "besides": besides if technical else (*besides, *TECHNICAL),
        "sign_ins": technical,
    }


def place_of(entry: dict[str, Any]) -> str:
    """Where a page ends: several entries may be of one moment."""
    return f"{entry['at'].isoformat()}~{entry['id']}"


def place_asked() -> tuple[datetime, str] | None:
    """Where the page before ended."""
    text, _, entry = request.args.get("avant", "").partition("~")
    moment = moment_of_text(text)
    return None if moment is None else (moment, entry)
