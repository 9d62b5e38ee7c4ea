"""Clients: the list of customers and orders, brought whole by a file; what is understood of it is shown first."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_wtf.file import FileField

from appliance.calls.text_lengths import NAME, SEVERAL, SHORT
from appliance.in_thread import in_thread
from appliance.store.accounts.audit import note
from appliance.store.customers.adding import (
    add_customer,
    begun_by_hand,
    remove_customer,
    typed_customer,
    typed_customers,
)
from appliance.store.customers.customer_words import ADDED, BROUGHT, ROLES, TAKEN_AWAY, TAKEN_OUT, counted, refusal_text
from appliance.store.customers.lists import CustomerList, bring, list_in_force, list_of, put_in_force, take_away
from appliance.store.customers.reading import SAID, read_list
from appliance.store.customers.sheet import SheetError
from appliance.store.database import writing
from appliance.store.errors import StoreError
from web.frame.bounds import takes_customer_lists
from web.frame.french_form import FrenchForm
from web.frame.gate import MANAGERS, account, open_to
from web.frame.site import Site, current_site, zone_of
from web.settings.blueprint import pages
from web.settings.customers_address import address_words
from web.settings.editing import Page
from web.settings.field_text import text_of
from web.settings.history import number_in
from web.text_fields import Carried, Text

NO_FILE = "Choisissez le fichier."
SHOWN = 100  # lines with something wrong, on the page


class CustomerForm(FrenchForm):
    """One customer, found by a number or by an order."""

    name = Text("Nom", render_kw={"autocomplete": "off", "placeholder": "Hôtel Bellevue"}, longest=NAME)
    phones = Text("Téléphones", render_kw={"inputmode": "tel", "autocomplete": "off"}, longest=SEVERAL)
    order = Text("Commande", render_kw={"inputmode": "numeric", "autocomplete": "off"}, longest=SHORT)
    said = Text("Annonce à l'intervenant", render_kw={"autocomplete": "off"}, longest=SAID)


class CustomersForm(FrenchForm):
    """`number`: of the list that was shown."""

    file = FileField("Fichier CSV", render_kw={"accept": ".csv,.txt,text/csv"})
    number = Carried(longest=SHORT)


@pages.route("/reglages/clients", methods=["GET", "POST"])
@open_to(MANAGERS)
@takes_customer_lists
def customers() -> Page:
    site, form = current_site(), CustomersForm()
    if "phones" in request.form:
        return added(site, CustomerForm())
    if not form.validate_on_submit():
        return shown(site, form), 422 if form.is_submitted() else 200
    match request.form.get("do"):
        case "put":
            return put(site, form)
        case "remove":
            return removed(site)
        case "take out":
            return taken_out(site, form)
        case _:
            return looked_at(site, form)


def looked_at(site: Site, form: CustomersForm) -> Page:
    """Show what is understood of a file, beside the loop that serves the pages."""
    file, company = form.file.data, site.company()
    if not file or not file.filename:
        form.file.errors = [NO_FILE]
        return shown(site, form), 422
    content, title, country = file.read(), str(file.filename), company.country if company else site.config.country
    who, now = account().name, site.real_clock()
    try:
        found = in_thread(lambda: bring(site.database, title, read_list(content, country), by=who, now=now))
    except SheetError as error:
        form.file.errors = [str(error)]
        return shown(site, form), 422
    except StoreError as error:
        form.file.errors = [str(error)]
        return shown(site, form), 409
    form.number.data = str(found.number)
    return shown(site, form, found)


def added(site: Site, form: CustomerForm) -> Page:
    """One more customer in the list in force."""
    country = country_of(site)
    if not form.validate_on_submit():
        return shown(site, CustomersForm(formdata=None), customer=form), 422
    try:
        phones, order, name, said = (text_of(form[field]) for field in ("phones", "order", "name", "said"))
        entry = typed_customer(phones, order, name, said, country)
        add_customer(site.database, entry, country, by=account().name, now=site.real_clock())
    except ValueError as error:
        form.phones.errors = [str(error)]
        return shown(site, CustomersForm(formdata=None), customer=form), 422
    tell(site, ADDED, [])
    flash(f"{entry.customer.name or 'Le client'} est dans la liste ; le prochain appel en tient compte.")
    return redirect(url_for("settings.customers"), code=303)


def put(site: Site, form: CustomersForm) -> Page:
    """Put the list that was shown in force, if it is there still."""
    try:
        found = list_of(site.database, number_in(form.number.data or "") or 0)
        in_thread(lambda: put_in_force(site.database, found.number))
    except StoreError as error:
        form.file.errors = [str(error)]
        return shown(site, form), 409
    tell(site, BROUGHT, [counted(found)])
    flash("La liste des clients est en vigueur ; le prochain appel en tient compte.")
    return redirect(url_for("settings.customers"), code=303)


def removed(site: Site) -> Page:
    in_thread(lambda: take_away(site.database))
    tell(site, TAKEN_AWAY, [])
    flash("La liste des clients est retirée : aucun client n'est plus connu.")
    return redirect(url_for("settings.customers"), code=303)


def taken_out(site: Site, form: CustomersForm) -> Page:
    """Somebody who was added by hand, out of the list that was shown."""
    number, line = (number_in(text) or 0 for text in (form.number.data or "", request.form.get("line", "")))
    if remove_customer(site.database, number, -line):
        tell(site, TAKEN_OUT, [])
        flash("Le client est ôté ; le prochain appel en tient compte.")
    return redirect(url_for("settings.customers"), code=303)


def country_of(site: Site) -> str:
    company = site.company()
    return company.country if company else site.config.country


def tell(site: Site, act: str, changes: list[str]) -> None:
    """In the journal of changes. StoreError."""
    with writing(site.database):
        note(site.database, account().name, act, changes, at=site.real_clock())


def shown(
    site: Site, form: CustomersForm, found: CustomerList | None = None, customer: CustomerForm | None = None
) -> str:
    current = list_in_force(site.database)
    typed = typed_customers(site.database, current.number, country_of(site)) if current else []
    return render_template(
        "settings/customers.html",
        form=form,
        found=found,
        customer=customer or CustomerForm(formdata=None),
        current=current,
        typed=typed,
        brought=current is not None and not (typed and begun_by_hand(current)),
        roles=ROLES,
        counted=counted,
        refusal_text=refusal_text,
        address=address_words(site),
        asks=site.config.customers is not None,
        most=SHOWN,
        zone=zone_of(site.company()),
    )
