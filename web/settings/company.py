"""L'entreprise: its name, clock, country, holidays, agreement, when agents are reminded; the numbers that it allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for
from wtforms import FieldList, FormField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import NAME, SHORT
from appliance.company.dialling import exceptional
from appliance.company.model import Company
from appliance.company.moving import moved
from appliance.company.numbers import AllowedNumber, readable
from appliance.company.places import CALENDARS, COUNTRIES, NO_CALENDAR, ZONES, with_own, zone_choice
from appliance.store.company_file import scalars
from web.frame.french_form import FrenchPart
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import lacking, needed
from web.settings.saving import Refused
from web.text_fields import Text

EMPTY_ROWS = 2  # to add numbers in


class CompanyForm(EditForm):
    """What is true of the whole company."""

    name = Text("Nom", validators=[InputRequired("Donnez le nom.")], render_kw={"autocomplete": "off"}, longest=NAME)
    timezone = SelectField("À l'heure de")
    country = SelectField("Pays")
    holidays = SelectField("Jours fériés")
    collective_agreement = Text("Accord collectif", render_kw={"autocomplete": "off"}, longest=NAME)
    remind_at = Text(
        "Rappel des astreintes, la veille à",
        validators=[InputRequired("Donnez une heure.")],
        render_kw={"type": "time"},
        longest=SHORT,
    )


class AllowedForm(FrenchPart):
    """A number, and whose it is."""

    number = Text("Numéro", render_kw={"inputmode": "tel", "autocomplete": "off"}, longest=SHORT)
    name = Text("À qui", render_kw={"autocomplete": "off"}, longest=NAME)


class AllowedNumbersForm(EditForm):
    """One row a number; a row that is left empty is none."""

    numbers = FieldList(FormField(AllowedForm), "Numéros permis")


@pages.route("/reglages/entreprise", methods=["GET", "POST"])
@open_to(MANAGERS)
def company() -> Page:
    editing = Editing(
        current_site(),
        template="settings/company.html",
        act="Entreprise : modifiée",
        form=company_form,
        facts=company_facts,
        edit=with_facts,
        done=lambda: (url_for("settings.page"), "C'est enregistré ; le prochain appel en tient compte."),
    )
    return editing.answer()


@pages.route("/reglages/numeros", methods=["GET", "POST"])
@open_to(MANAGERS)
def allowed_numbers() -> Page:
    editing = Editing(
        current_site(),
        template="settings/numbers.html",
        act="Numéros permis : modifiés",
        form=lambda now, **given: AllowedNumbersForm(**given),
        facts=numbers_facts,
        edit=with_numbers,
        done=lambda: (url_for("settings.page"), "Les numéros permis sont enregistrés."),
    )
    return editing.answer()


def company_form(now: Company, **given: Any) -> CompanyForm:
    """With the zones, countries and calendars to choose from."""
    form = CompanyForm(**given)
    form.timezone.choices = {code: zone_choice(code) for code in with_own(ZONES, now.timezone)}
    form.country.choices = with_own(COUNTRIES, now.country)
    form.holidays.choices = {"": NO_CALENDAR} | with_own(CALENDARS, now.holidays)
    return form


def company_facts(now: Company) -> dict[str, Any]:
    """The form as the company is."""
    return {name: getattr(now, name) for name in CompanyForm()._fields if hasattr(now, name)} | {
        "holidays": now.holidays or "",
        "remind_at": f"{now.remind_at:%H:%M}",
    }


def with_facts(now: Company, form: CompanyForm) -> Company:
    """The company as the form says. Refused; ValueError, in French."""
    agreement = " ".join((form.collective_agreement.data or "").split())
    after = moved(now, scalars.zone(form.timezone.data)) if form.timezone.data != now.timezone else now
    return replace(
        after,
        name=needed(form.name, scalars.name),
        country=scalars.country(form.country.data),
        holidays=scalars.holidays_code(form.holidays.data) if form.holidays.data else None,
        collective_agreement=scalars.name(agreement) if agreement else None,
        remind_at=needed(form.remind_at, scalars.clock),
    )


def numbers_facts(now: Company) -> dict[str, Any]:
    """The form as the company is, with room for more."""
    rows = [{"number": readable(one.number, now.country), "name": one.name} for one in now.allowed_numbers]
    return {"numbers": rows + [{}] * EMPTY_ROWS}


def with_numbers(now: Company, form: AllowedNumbersForm) -> Company:
    """The company with these numbers allowed, and no others. Refused; ValueError, in French."""
    typed = [(row.form.number.data or "", row.form.name.data or "") for row in form.numbers]
    found = tuple(
        allowed(number.strip(), name.strip(), now) for number, name in typed if number.strip() or name.strip()
    )
    if len({one.number for one in found}) < len(found):
        raise Refused(["Un même numéro est permis deux fois : ôtez-en un."])
    return replace(now, allowed_numbers=found)


def allowed(number: str, name: str, now: Company) -> AllowedNumber:
    """One row. Refused; ValueError, in French."""
    if not number or not name:
        raise Refused([lacking(number, name)])
    return AllowedNumber(exceptional(number, now.country), scalars.name(name))
