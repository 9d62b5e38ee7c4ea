"""Appareils qui appellent: lift and alarm telephones, and how the calls of each are taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for
from wtforms import FieldList, FormField, SelectField

from appliance.calls.text_lengths import NAME, SHORT
from appliance.company import limits
from appliance.company.machines import MachineCaller, Taken, keys_sent
from appliance.company.model import Company
from appliance.company.numbers import named_caller, readable
from appliance.store.company_file import scalars
from web.frame.bounds import LISTED, takes_long_lists
from web.frame.french_form import FrenchPart
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.callers import EMPTY_ROWS, whole_field
from web.settings.editing import EditForm, Editing, Page
from web.settings.saving import Refused
from web.text_fields import Text

TOO_MANY = (
    f"Cette page tient {LISTED} appareils au plus ; au-delà, ils se changent dans le fichier de "
    "l'entreprise : « Réglages », « Exporter », puis « Importer »."
)
TAKEN = {
    Taken.BY_A_HUMAN.value: "sonnent jusqu'à l'accord",
    Taken.AT_ONCE.value: "sont décrochés aussitôt",
    Taken.AS_A_TEST.value: "sont des essais",
}


class MachineForm(FrenchPart):
    """A machine, and how its calls are taken."""

    number = Text("Numéro", render_kw={"inputmode": "tel", "autocomplete": "off"}, longest=SHORT)
    name = Text("Appareil", render_kw={"autocomplete": "off"}, longest=NAME)
    taken = SelectField("Ses appels", choices=TAKEN)
    keys = Text("Touches envoyées", render_kw={"autocomplete": "off", "placeholder": "aucune"}, longest=SHORT)
    test_every = whole_field("Appelle au moins toutes les (heures)", limits.TEST_EVERY)


class MachinesForm(EditForm):
    """Every machine that calls."""

    machines = FieldList(FormField(MachineForm), "Appareils")


@pages.route("/reglages/appareils", methods=["GET", "POST"])
@open_to(MANAGERS)
@takes_long_lists(TOO_MANY)
def machines() -> Page:
    editing = Editing(
        current_site(),
        template="settings/machines.html",
        act="Appareils qui appellent : modifiés",
        form=lambda now, **given: MachinesForm(**given),
        facts=machines_facts,
        edit=with_machines,
        done=lambda: (url_for("settings.page"), "C'est enregistré ; le prochain appel en tient compte."),
    )
    return editing.answer()


def machines_facts(now: Company) -> dict[str, Any]:
    """The form as the company is, with room for more."""
    rows = [
        {
            "number": readable(one.number, now.country),
            "name": one.name,
            "taken": one.taken.value,
            "keys": one.keys,
            "test_every": one.test_every,
        }
        for one in now.machines
    ]
    return {"machines": rows + [{}] * EMPTY_ROWS}


def with_machines(now: Company, form: MachinesForm) -> Company:
    """The company with these machines, and no others. Refused; ValueError, in French."""
    found = [machine(row.form, now) for row in form.machines if row.form.number.data or row.form.name.data]
    if len(found) > LISTED:
        raise Refused([TOO_MANY])
    if len({one.number for one in found}) < len(found):
        raise Refused(["Un même numéro est là deux fois : ôtez-en un."])
    return replace(now, machines=tuple(found))


def machine(form: MachineForm, now: Company) -> MachineCaller:
    """One row. Refused; ValueError, in French."""
    number, name = (form.number.data or "").strip(), (form.name.data or "").strip()
    if not number or not name:
        raise Refused(["Un appareil se donne avec son numéro et son nom."])
    return MachineCaller(
        named_caller(number, now.country),
        scalars.name(name),
        Taken(form.taken.data),
        keys_sent(form.keys.data or ""),
        form.test_every.data or 0,
    )
