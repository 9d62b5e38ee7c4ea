"""A period imposed on a line from its page, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for

from appliance.calls.company import Company, Line
from appliance.calls.forcing import with_forced, without_forced
from appliance.checks import check_company, refusing
from appliance.planning.hours import ForcedPeriod, Period
from appliance.planning.moments import read_moment
from appliance.store.snapshot import change_company
from web.editing import Page
from web.gate import MANAGERS, account, open_to
from web.lines.asked import line_asked
from web.lines.reading import ForceForm, shown
from web.saving import Refused
from web.site import Site


def add_forcing(pages: Blueprint, site: Site) -> None:
    """`/lignes/<key>/forcer`."""

    @pages.post("/lignes/<key>/forcer")
    @open_to(MANAGERS)
    def force(key: str) -> Page:
        company, line = line_asked(site, key)
        form = ForceForm()
        try:
            change_forced(site, line, form)
        except (ValueError, Refused) as error:
            told = error.sentences if isinstance(error, Refused) else [str(error)]
            return shown(site, company, line, form, told), 422
        flash(f"{line.name} : c'est enregistré ; le prochain appel en tient compte.")
        return redirect(url_for("lines.one", key=key), code=303)


def change_forced(site: Site, line: Line, form: ForceForm) -> None:
    """Impose what the form says, or take back what is imposed. ValueError and Refused, in French; StoreError."""
    if request.form.get("do") == "cancel":
        save(site, lambda now: without_forced(now, line.id, site.now()), f"Ligne {line.name} : période forcée annulée")
    else:
        forced = forced_by(form, line, site.now())
        save(site, lambda now: with_forced(now, line.id, forced), f"Ligne {line.name} : période forcée")


def save(site: Site, change: Callable[[Company], Company], act: str) -> None:
    """Checked as an import is. Refused, StoreError."""

    def made(before: Company) -> Company:
        after = change(before)
        if errors := refusing(check_company(after, site.now()), check_company(before, site.now())):
            raise Refused([str(one) for one in errors])
        return after

    change_company(site.database, made, by=account().name, act=act, now=site.real_clock())


def forced_by(form: ForceForm, line: Line, now: datetime) -> ForcedPeriod:
    """From now until what was typed. ValueError, in French."""
    until = read_moment(form.until.data or "", line.timezone).moment
    if until <= now:
        raise ValueError("La fin doit être à venir.")
    try:
        return ForcedPeriod(Period(form.period.data), now, until)
    except ValueError:
        raise ValueError("Choisissez une période.") from None
