"""The one form of the first start: the least that makes a line answer."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms.validators import InputRequired

from appliance.calls.text_lengths import HOURS, NAME, SENTENCE, SHORT
from web.frame.french_form import FrenchForm, FrenchPart
from web.text_fields import Lines, Text

PEOPLE = 3  # rows to begin with
DAYS = {"mon-fri": "du lundi au vendredi", "mon-sat": "du lundi au samedi", "all": "tous les jours", "": "jamais"}
OPEN_DAYS = {"mon-fri": range(5), "mon-sat": range(6), "all": range(7), "": range(0)}  # Monday: 0
ALL_IN_TURN, A_WEEK_EACH = "all", "weeks"
WHO = {ALL_IN_TURN: "tous, l'un après l'autre", A_WEEK_EACH: "chacun sa semaine, du lundi 8 h au lundi suivant"}


class PersonForm(FrenchPart):
    """Somebody who may be called."""

    name = Text("Nom", render_kw={"autocomplete": "off"}, longest=NAME)
    phone = Text("Mobile", render_kw={"inputmode": "tel", "autocomplete": "off"}, longest=SHORT)
    mail = Text("Courriel", render_kw={"inputmode": "email", "autocomplete": "off"}, longest=NAME)


class FirstForm(FrenchForm):
    """The least that makes a line answer; all of it can be changed afterwards."""

    company = Text("Nom de l'entreprise", validators=[InputRequired("Donnez le nom de l'entreprise.")], longest=NAME)
    number = Text(
        "Numéro de la ligne d'astreinte",
        validators=[InputRequired("Donnez le numéro que l'opérateur vous a attribué.")],
        render_kw={"inputmode": "tel"},
        longest=SHORT,
    )
    people = FieldList(FormField(PersonForm), "Qui peut être appelé")
    who = SelectField("Qui est d'astreinte", choices=WHO)
    days = SelectField("L'entreprise est ouverte", choices=DAYS)
    hours = Text("De… à…", longest=HOURS)
    office = Text("Numéro du bureau pendant ces heures", render_kw={"inputmode": "tel"}, longest=SHORT)
    announcement = Lines("Ce que l'appelant entend d'abord", longest=SENTENCE)
    order = BooleanField("Demander son numéro de commande à l'appelant")


def usual() -> dict[str, Any]:
    """What most companies would write."""
    return {
        "people": [{}] * PEOPLE,
        "days": "mon-fri",
        "hours": "09:00-12:30, 14:00-18:00",
        "announcement": "Service d'astreinte, bonjour.",
    }


def first_errors(form: FirstForm) -> list[str]:
    """What the fields themselves refuse; the form's own errors are shown beside each."""
    return [str(error) for field in form if not isinstance(field, FieldList) for error in field.errors]


def missing_people(form: FirstForm) -> list[str]:
    """What is missing of who may be called."""
    rows = [((row.form.name.data or "").strip(), (row.form.phone.data or "").strip()) for row in form.people]
    if not any(name or phone for name, phone in rows):
        return ["Donnez au moins une personne à appeler : son nom et son mobile."]
    unnamed = [
        f"Donnez le nom de la personne dont le mobile est le {phone}." for name, phone in rows if not name and phone
    ]
    return unnamed + [f"Donnez le mobile de {name}." for name, phone in rows if name and not phone]
