"""What is searched in the journal: a form in the address, and the calls that it finds."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from flask import request
from peewee import Database
from wtforms import SelectField, StringField
from wtforms.validators import Optional, ValidationError

from appliance.calls.accounting import last_resorts
from appliance.calls.figures import targets_of
from appliance.calls.text_lengths import SHORT
from appliance.company.model import Company
from appliance.company.names import agent_names, line_names
from appliance.disclosure import Sight
from appliance.disclosure.journal import search_calls
from appliance.store.journal.caller_search import caller_asked, caller_beginnings, word_for_none
from appliance.store.journal.search import LIVING, LOST, TO_RING_BACK, Place, Search
from web.frame import words
from web.frame.form_values import DayField
from web.frame.french_form import FrenchForm
from web.frame.site import zone_of
from web.text_fields import Text

Record = dict[str, Any]
CHUNK = 500  # calls looked at together
CUSTOMERS = "clients"
IN_TIME, LATE = "dans_le_delai", "hors_delai"
WAITED = {IN_TIME: "Un humain dans le délai voulu", LATE: "Pas d'humain dans le délai voulu"}
APART = {LOST: "Perdu, sans humain ni message", TO_RING_BACK: "À rappeler", **WAITED}
QUICK = {"": "Tous", LOST: "Perdus", TO_RING_BACK: "À rappeler"}  # what is asked most, one press each


class SearchForm(FrenchForm):
    """In the address, so that a search can be kept and sent; it changes nothing, so it has no token."""

    class Meta:
        csrf = False

    du = DayField("Du", validators=[Optional()])
    au = DayField("Au", validators=[Optional()])
    ligne = SelectField("Ligne", validate_choice=False)
    appelant = Text(
        "Appelant",
        render_kw={"inputmode": "tel", "placeholder": "Un numéro"},
        longest=SHORT,
    )
    commande = Text("Commande", render_kw={"inputmode": "numeric"}, longest=SHORT)
    mots = Text("Mots du message", render_kw={"placeholder": "fuite, ascenseur…"}, longest=SHORT)
    issue = SelectField("Issue", validate_choice=False)
    pris_par = SelectField("Pris par", validate_choice=False)
    intervenant = SelectField("A sonné chez", validate_choice=False)
    appels = SelectField("Appels", choices={"": "tous", CUSTOMERS: "de clients, terminés"}, validate_choice=False)

    def validate_au(self, last: DayField) -> None:
        if self.du.data and last.data and last.data < self.du.data:
            raise ValidationError("Le dernier jour doit suivre le premier, ou être le même.")

    def validate_appelant(self, asked: StringField) -> None:
        typed = asked.data or ""
        if typed.strip() and not any(letter in "0123456789" for letter in typed) and not word_for_none(typed):
            raise ValidationError(
                "Écrivez un numéro, quelques chiffres d'un numéro, « masqué », « illisible » ou « effacé »."
            )


def form_of(company: Company | None) -> SearchForm:
    """The search of the address, with the lines and agents of today to choose from."""
    form = SearchForm(request.args)
    lines = line_names(company)
    agents = agent_names(company)
    outcomes = words.OUTCOMES
    form.ligne.choices = {"": "toutes"} | lines
    form.intervenant.choices = {"": "tous"} | agents
    form.pris_par.choices = {"": "tous"} | agents
    form.issue.choices = {"": "toutes", LIVING: "En cours", **APART} | outcomes
    return form


def search_of(form: SearchForm, company: Company | None) -> Search:
    """What the form asks for; its days are local and both included, and a line's target is that of today."""
    zone = zone_of(company)
    since = datetime.combine(form.du.data, time(), zone) if form.du.data else None
    until = datetime.combine(form.au.data + timedelta(days=1), time(), zone) if form.au.data else None
    typed, country = (form.appelant.data or "").strip(), company.country if company else "FR"
    return Search(
        since,
        until,
        form.ligne.data or None,
        caller_asked(typed, country),
        (form.commande.data or "").strip() or None,
        (form.issue.data or None) if form.issue.data not in WAITED else None,
        form.intervenant.data or None,
        beginnings=caller_beginnings(typed, country),
        taken_by=form.pris_par.data or None,
        last_resorts=last_resorts(company) if company else {},
        of_customers=form.appels.data == CUSTOMERS,
        words=(form.mots.data or "").strip() or None,
        in_time=form.issue.data == IN_TIME if form.issue.data in WAITED else None,
        targets=targets_of(company),
    )


def found_calls(
    database: Database, sight: Sight, form: SearchForm, company: Company | None, after: Place | None, limit: int
) -> list[Record]:
    """The calls that the form asks for, the latest first, `limit` at most. Raises StoreError."""
    return search_calls(database, sight, search_of(form, company), after=after, limit=limit)
