"""Numéros bloqués et prioritaires: callers treated apart, and how often any number may call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for
from wtforms import FieldList, FormField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from appliance.calls.text_lengths import NAME, SHORT
from appliance.company import limits
from appliance.company.limits import Bounds
from appliance.company.model import STORM_MINUTES, Company
from appliance.company.numbers import NamedCaller, named_caller, readable
from appliance.store.company_file import scalars
from web.frame.bounds import LISTED, takes_long_lists
from web.frame.french_form import FrenchPart
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.editing import EditForm, Editing, Page
from web.settings.field_text import lacking
from web.settings.saving import Refused
from web.text_fields import Text

EMPTY_ROWS = 2  # to add numbers in
TOO_MANY = (
    f"Cette page tient {LISTED} numéros au plus ; au-delà, ils se changent dans le fichier de "
    "l'entreprise : « Réglages », « Exporter », puis « Importer »."
)


def whole_field(label: str, bounds: Bounds) -> IntegerField:
    """A whole number, within its bounds."""
    low, high = bounds
    told = {"inputmode": "numeric", "min": low, "max": high}
    return IntegerField(
        label, validators=[Optional(), NumberRange(low, high, f"Entre {low} et {high}.")], render_kw=told
    )


class CallerForm(FrenchPart):
    """A number that calls, whose it is, and how it is treated."""

    number = Text("Numéro", render_kw={"inputmode": "tel", "autocomplete": "off"}, longest=SHORT)
    name = Text("À qui", render_kw={"autocomplete": "off"}, longest=NAME)
    vip = SelectField("Ses appels", choices={"": "n'entendent qu'une phrase", "vip": "passent le menu"})


class CallersForm(EditForm):
    """Numbers treated apart, and the bound on the calls of any number."""

    callers = FieldList(FormField(CallerForm), "Numéros")
    most_calls = whole_field("Appels d'un même numéro, au plus", limits.MOST_CALLS)
    most_calls_minutes = whole_field("En tant de minutes", limits.MOST_CALLS_MINUTES)


@pages.route("/reglages/appelants", methods=["GET", "POST"])
@open_to(MANAGERS)
@takes_long_lists(TOO_MANY)
def callers() -> Page:
    editing = Editing(
        current_site(),
        template="settings/callers.html",
        act="Numéros bloqués et prioritaires : modifiés",
        form=lambda now, **given: CallersForm(**given),
        facts=callers_facts,
        edit=with_callers,
        done=lambda: (url_for("settings.page"), "C'est enregistré ; le prochain appel en tient compte."),
    )
    return editing.answer()


def callers_facts(now: Company) -> dict[str, Any]:
    """The form as the company is, with room for more."""
    known = [(one, "") for one in now.blocked_callers] + [(one, "vip") for one in now.vip_callers]
    rows = [{"number": readable(one.number, now.country), "name": one.name, "vip": vip} for one, vip in known]
    bound = {"most_calls": now.most_calls, "most_calls_minutes": now.most_calls_minutes}
    return {"callers": rows + [{}] * EMPTY_ROWS, **bound}


def with_callers(now: Company, form: CallersForm) -> Company:
    """The company with these numbers treated apart, and no others. Refused; ValueError, in French."""
    blocked, vip = list[NamedCaller](), list[NamedCaller]()
    for row in form.callers:
        number, name = (row.form.number.data or "").strip(), (row.form.name.data or "").strip()
        if number or name:
            (vip if row.form.vip.data else blocked).append(caller(number, name, now))
    if len(blocked) + len(vip) > LISTED:
        raise Refused([TOO_MANY])
    if len({one.number for one in (*blocked, *vip)}) < len(blocked) + len(vip):
        raise Refused(["Un même numéro est là deux fois : ôtez-en un."])
    return replace(
        now,
        blocked_callers=tuple(blocked),
        vip_callers=tuple(vip),
        most_calls=form.most_calls.data or 0,
        most_calls_minutes=form.most_calls_minutes.data or STORM_MINUTES,
    )


def caller(number: str, name: str, now: Company) -> NamedCaller:
    """One row. Refused; ValueError, in French."""
    if not number or not name:
        raise Refused([lacking(number, name)])
    return NamedCaller(named_caller(number, now.country), scalars.name(name))
