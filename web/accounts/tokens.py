"""Jetons d'accès: what programs show to use the JSON API, opened and revoked by administrators."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional

from appliance.calls.text_lengths import TOKEN_NAME
from appliance.store.accounts.tokens import SCOPES, Scope, list_tokens, open_token, revoke_token
from appliance.store.errors import StoreError
from web.frame.form_values import DayField
from web.frame.french_form import FrenchForm
from web.frame.gate import ADMINISTRATORS, account, open_to
from web.frame.site import current_site, zone_of
from web.text_fields import Text

Page = str | Response | tuple[str, int]
SCOPE_CHOICES = {Scope.READ.value: "lecture", Scope.WRITE.value: "lecture et écriture"}


class TokenForm(FrenchForm):
    """A name, what it may do, until when."""

    name = Text(
        "Nom du programme",
        validators=[InputRequired("Donnez un nom.")],
        render_kw={"autocomplete": "off"},
        longest=TOKEN_NAME,
    )
    scope = SelectField("Droit", choices=SCOPE_CHOICES)
    numbers = BooleanField("Donner aussi les numéros et les courriels des intervenants")
    last_day = DayField("Dernier jour, compris (facultatif)", validators=[Optional()])


pages = Blueprint("tokens", __name__, template_folder="templates")  # `/jetons`


@pages.get("/jetons")
@open_to(ADMINISTRATORS)
def page() -> Page:
    return shown(TokenForm())


@pages.post("/jetons")
@open_to(ADMINISTRATORS)
def add() -> Page:
    site = current_site()
    form, now = TokenForm(), site.real_clock()
    if not form.validate_on_submit():
        return shown(form, 422)
    if form.last_day.data and form.last_day.data < today():
        return shown(form, 422, problem="Le dernier jour est passé ; choisissez-en un autre, ou aucun.")
    name, last_day = form.name.data or "", form.last_day.data
    rights = {"scope": Scope(form.scope.data), "numbers": form.numbers.data}
    try:
        secret = open_token(site.database, name, **rights, last_day=last_day, by=account().name, now=now)
    except StoreError as error:
        return shown(form, 422, problem=str(error))
    return shown(TokenForm(formdata=None), secret=secret, whose=name)


@pages.post("/jetons/<token>/revoquer")
@open_to(ADMINISTRATORS)
def revoke(token: str) -> Page:
    site = current_site()
    name = revoke_token(site.database, token, by=account().name, now=site.real_clock())
    flash(f"Le jeton {name} est révoqué." if name else "Ce jeton était déjà révoqué.")
    return redirect(url_for("tokens.page"), code=303)


def shown(form: TokenForm, status: int = 200, **words: object) -> tuple[str, int]:
    site = current_site()
    found, zone = list_tokens(site.database), zone_of(site.company())
    page = render_template(
        "tokens/page.html", form=form, tokens=found, scopes=SCOPES, zone=zone, today=today(), **words
    )
    return page, status


def today() -> date:
    """The machine's day, in the company's zone: a lab's moved clock opens no token again."""
    site = current_site()
    return site.real_clock().astimezone(zone_of(site.company())).date()
