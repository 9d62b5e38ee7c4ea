"""Durées de conservation: how long each kind is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from appliance.company.limits import KEPT_MESSAGE_DAYS, KEPT_TALK_DAYS, KEPT_TOLD_DAYS, Bounds
from appliance.company.model import MOST_MONTHS, Company
from web.frame.gate import MANAGERS, open_to
from web.frame.site import current_site
from web.settings.blueprint import pages
from web.settings.editing import EditForm, Editing, Page

KINDS = ("forget_months", "message_days", "talk_days", "told_days")


def days_field(label: str, bounds: Bounds) -> IntegerField:
    """A number of days that is always said."""
    within = NumberRange(*bounds, f"Entre {bounds.low} et {bounds.high} jours.")
    render = {"inputmode": "numeric", "min": bounds.low, "max": bounds.high}
    return IntegerField(label, validators=[InputRequired("Donnez un nombre de jours."), within], render_kw=render)


class RetentionForm(EditForm):
    """One length of time a kind."""

    forget_months = IntegerField(
        "Mois pendant lesquels un appel dit qui a appelé",
        validators=[Optional(), NumberRange(1, MOST_MONTHS, f"Entre 1 et {MOST_MONTHS} mois.")],
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_MONTHS},
    )
    message_days = days_field("Jours pendant lesquels un message est gardé", KEPT_MESSAGE_DAYS)
    talk_days = days_field("Jours pendant lesquels une conversation enregistrée est gardée", KEPT_TALK_DAYS)
    told_days = days_field("Jours pendant lesquels les courriels et SMS envoyés sont gardés", KEPT_TOLD_DAYS)


@pages.route("/reglages/conservation", methods=["GET", "POST"])
@open_to(MANAGERS)
def retention() -> Page:
    site = current_site()
    editing = Editing(
        site,
        template="settings/retention.html",
        act="Conservation : modifiée",
        form=lambda now, **given: RetentionForm(**given),
        facts=lambda now: {name: getattr(now, name) for name in KINDS},
        edit=with_retention,
        done=lambda: (url_for("settings.page"), "C'est enregistré ; la machine en tient compte dès cette nuit."),
    )
    return editing.answer(months=site.config.forget_months)


def with_retention(now: Company, form: RetentionForm) -> Company:
    """The company that keeps each kind as long as the form says."""
    kept: dict[str, Any] = {name: form[name].data for name in KINDS}
    return replace(now, **kept)
