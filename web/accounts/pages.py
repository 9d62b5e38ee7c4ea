"""The accounts, for administrators: opened, changed, reset, closed."""

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
from appliance.store.errors import StoreError
from web.frame.french_form import FrenchForm
from web.frame.gate import ADMINISTRATORS, account, open_to
from web.frame.site import current_site
from web.text_fields import Text

Page = str | Response | tuple[str, int]


class AccountForm(FrenchForm):
    """Name, role, and which agent of the planning."""

    name = Text("Nom du compte", render_kw={"autocomplete": "off", "autocapitalize": "none"}, longest=IDENTIFIER)
    role = SelectField("Rôle", choices={role.value: words for role, words in ROLES.items()}, default=Role.AGENT.value)
    agent = SelectField("Intervenant", validate_choice=False)


pages = Blueprint("accounts", __name__, template_folder="templates")  # `/comptes`; `/audit`: web/accounts/audit.py


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


def emptied(form: AccountForm) -> AccountForm:
    """The same form for the next account."""
    fresh = AccountForm(formdata=None)
    fresh.agent.choices = form.agent.choices
    return fresh
