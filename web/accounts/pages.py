"""The accounts, for administrators: opened, changed, reset, closed; and the journal of changes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField

from appliance.calls.text_lengths import IDENTIFIER
from appliance.company.names import agent_names
from appliance.in_thread import in_thread
from appliance.store.accounts.accounts import (
    ROLES,
    Role,
    account_named,
    add_account,
    change_account,
    close_account,
    list_accounts,
    reset_account,
)
from appliance.store.accounts.audit import list_audit
from appliance.store.errors import StoreError
from appliance.store.settings.history import list_revisions
from appliance.store.settings.revisions import MOST
from web.accounts.audit_words import by_day, entries_of
from web.frame.form_values import moment_of_text
from web.frame.french_form import FrenchForm
from web.frame.gate import ADMINISTRATORS, MANAGERS, account, open_to
from web.frame.site import current_site, zone_of
from web.text_fields import Text

Page = str | Response | tuple[str, int]
ROWS = 100  # entries of the journal of changes on one page


class AccountForm(FrenchForm):
    """Name, role, and which agent of the planning."""

    name = Text("Nom du compte", render_kw={"autocomplete": "off", "autocapitalize": "none"}, longest=IDENTIFIER)
    role = SelectField("Rôle", choices={role.value: words for role, words in ROLES.items()}, default=Role.AGENT.value)
    agent = SelectField("Intervenant", validate_choice=False)


pages = Blueprint("accounts", __name__, template_folder="templates")  # `/comptes` and `/audit`


def form_with_agents() -> AccountForm:
    form, company = AccountForm(), current_site().company()
    agents = company.agents.values() if company else ()
    form.agent.choices = {"": "aucun"} | {agent.id: agent.name for agent in agents}
    return form


def shown(form: AccountForm, status: int = 200, **words: object) -> tuple[str, int]:
    site = current_site()
    found, company = list_accounts(site.database), site.company()
    names = agent_names(company)
    page = render_template("accounts/page.html", form=form, accounts=found, roles=ROLES, names=names, **words)
    return page, status


@pages.get("/comptes")
@open_to(ADMINISTRATORS)
def page() -> Page:
    return shown(form_with_agents())


@pages.post("/comptes")
@open_to(ADMINISTRATORS)
def add() -> Page:
    site = current_site()
    form, now, me = form_with_agents(), site.real_clock(), account().name
    if not form.validate():
        return shown(form, 422)
    name, role, agent = form.name.data or "", Role(form.role.data), form.agent.data or None
    try:
        made, password = in_thread(lambda: add_account(site.database, name, role, agent, by=me, now=now))
    except StoreError as error:
        return shown(form, 422, problem=str(error))
    return shown(emptied(form), password=password, whose=made.name)


@pages.route("/comptes/<name>", methods=["GET", "POST"])
@open_to(ADMINISTRATORS)
def one(name: str) -> Page:
    site = current_site()
    found = account_named(site.database, name)
    form = form_with_agents()
    if request.method == "GET":
        form.role.data, form.agent.data = found.role.value, found.agent or ""
        return render_template("accounts/one.html", form=form, account=found, roles=ROLES)
    if not form.validate():
        return render_template("accounts/one.html", form=form, account=found, roles=ROLES), 422
    try:
        role, agent = Role(form.role.data), form.agent.data or None
        change_account(site.database, name, role, agent, by=account().name, now=site.real_clock())
    except StoreError as error:
        return render_template("accounts/one.html", form=form, account=found, roles=ROLES, problem=str(error)), 422
    flash(f"Le compte {name} est modifié.")
    return redirect(url_for("accounts.page"), code=303)


@pages.post("/comptes/<name>/reinitialiser")
@open_to(ADMINISTRATORS)
def reset(name: str) -> Page:
    site = current_site()
    by, now = account().name, site.real_clock()
    password = in_thread(lambda: reset_account(site.database, name, by=by, now=now))
    return shown(form_with_agents(), password=password, whose=name)


@pages.post("/comptes/<name>/fermer")
@open_to(ADMINISTRATORS)
def close(name: str) -> Page:
    site = current_site()
    try:
        close_account(site.database, name, by=account().name, now=site.real_clock())
    except StoreError as error:
        return shown(form_with_agents(), 422, problem=str(error))
    flash(f"Le compte {name} est fermé.")
    return redirect(url_for("accounts.page"), code=303)


@pages.get("/audit")
@open_to(MANAGERS)
def audit() -> Page:
    site = current_site()
    company = site.company()
    who, before = request.args.get("qui", ""), moment_of_text(request.args.get("avant", ""))
    all_of_it = "connexions" in request.args
    rows = list_audit(site.database, limit=ROWS + 1, before=before, who=who, sign_ins=all_of_it)
    zone = zone_of(company)
    older = rows[ROWS - 1]["at"].isoformat() if len(rows) > ROWS else None
    revisions = {(one.at, one.who, one.act): one.number for one in list_revisions(site.database, limit=MOST)}
    entries = entries_of(site.database, rows[:ROWS], zone.key)
    return render_template(
        "accounts/audit.html",
        days=by_day(entries, zone),
        known=sorted(one.name for one in list_accounts(site.database)),
        older=older,
        who=who,
        all_of_it=all_of_it,
        revisions=revisions,
        zone=zone,
    )


def emptied(form: AccountForm) -> AccountForm:
    """The same form for the next account."""
    fresh = AccountForm(formdata=None)
    fresh.agent.choices = form.agent.choices
    return fresh
